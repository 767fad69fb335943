using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using CsCheck;

namespace Conduit.Tests.Api.Fuzz;

/// <summary>
/// Every response has the contract's form, and no request is carried out in part. When the test fails, CsCheck prints the smallest
/// failing request and its seed.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class FuzzTests(WholeApplication whole) : IDisposable
{
    private const int Requests = 1000;

    private static readonly HttpStatusCode[] Refusals =
    [
        HttpStatusCode.Unauthorized,
        HttpStatusCode.Forbidden,
        HttpStatusCode.NotFound,
        HttpStatusCode.MethodNotAllowed,
        HttpStatusCode.Conflict,
        HttpStatusCode.UnprocessableEntity,
    ];

    // Sends requests unchanged: no retries and no normalized addresses.
    private readonly HttpClient _http = new() { BaseAddress = whole.Application.App.GetEndpoint("edge", "http") };

    [Fact]
    public async Task Endpoints_respond_in_the_contracts_form_and_write_all_or_nothing_when_requests_are_odd()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => whole.Application.Visitor().RegisterAsync("odd")));
        var ledger = await Ledger.OpenAsync(people);

        await OddRequests.All(Forged(people[0].Token!)).SampleAsync(request => SendAsync(request, ledger), iter: Requests, threads: 1);

        await ledger.BalanceAsync(whole.Application.Visitor());
    }

    [Theory]
    [InlineData(1_020_000)]
    [InlineData(10_000_000)]
    public async Task A_body_that_is_too_large_is_refused(int bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users") { Content = new ByteArrayContent(new byte[bytes]) };
        request.Content.Headers.ContentType = new("application/json");
        // The client waits for 100 Continue before it sends the body, or it might miss the refusal.
        request.Headers.ExpectContinue = true;

        using var response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("""{"errors":{"body":["is too large"]}}""", await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(OddRequest odd, Ledger ledger)
    {
        // Some comments are requested under another article.
        var (comment, commented) = ledger.Comment(odd.Comment.Known);
        var isUnderAnotherArticle = odd.Endpoint.Path.Contains("{comment}", StringComparison.Ordinal) && odd.Article.Known % 3 > 0;
        var article = isUnderAnotherArticle ? commented : ledger.Article(odd.Article.Known);
        var path = odd.Endpoint.Path
            .Replace("{username}", odd.Name.Text ?? Uri.EscapeDataString(ledger.Name(odd.Name.Known)), StringComparison.Ordinal)
            .Replace("{slug}", odd.Article.Text ?? article, StringComparison.Ordinal)
            .Replace("{comment}", odd.Comment.Text ?? comment, StringComparison.Ordinal);
        var site = _http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var address = new Uri(
            $"{site}{path.Replace("{query}", odd.Query, StringComparison.Ordinal)}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(odd.Endpoint.Method), address);
        if (odd.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            if (odd.ContentType is { } type)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (odd.Sender.Header is { } header)
        {
            var token = ledger.Person(odd.Sender.Person).Token;
            request.Headers.TryAddWithoutValidation("Authorization", header.Replace("{token}", token, StringComparison.Ordinal));
        }
        if (odd.Key is { } key)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            AssertRefusal(response, text);
            return;
        }

        Assert.False(odd.Sender.IsForged && !odd.Endpoint.IsAnonymous, $"let in: {text}");
        ledger.Take(odd, path, text is "" ? default : JsonDocument.Parse(text).RootElement);
    }

    private static void AssertRefusal(HttpResponseMessage response, string text)
    {
        var details = $"{(int)response.StatusCode} {response.Content.Headers.ContentType}: {text}";
        Assert.True(Refusals.Contains(response.StatusCode), details);
        Assert.True(response.Content.Headers.ContentType?.ToString() == "application/json; charset=utf-8", details);
        var root = JsonDocument.Parse(text).RootElement;
        Assert.True(
            root.EnumerateObject().Count() == 1 && root.TryGetProperty("errors", out var errors) && errors.EnumerateObject().Any(),
            details);
        Assert.All(
            root.GetProperty("errors").EnumerateObject(),
            field => Assert.NotEmpty(field.Value.EnumerateArray().Select(message => message.GetString())));
    }

    private string[] Forged(string token)
    {
        var key = whole.Application.Secrets["jwt-signing-key"];
        var claims = Jwt.Claims(token);
        var expired = claims.DeepClone().AsObject();
        expired["exp"] = 1;
        return
        [
            "Token", "Bearer", "Token x", "Token a.b.c", "Token ..", "Basic dXNlcjpwYXNz", "{}", "'; drop table accounts; --",
            $"Token {new string('x', 4000)}", $"Token {token[..^2]}", $"Token {token}.{token}", $"Digest {token}",
            $"Token {Jwt.Make(claims, key, "none")}",
            $"Token {Jwt.Make(claims, key, signedWith: new string('k', 48))}",
            $"Token {Jwt.Make(expired, key)}",
            $"Token {Jwt.Make(new JsonObject(), key)}",
        ];
    }
}
