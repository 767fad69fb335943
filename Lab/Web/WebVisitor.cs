using System.Net;
using System.Text.RegularExpressions;
using Conduit.Lab.Api;

namespace Conduit.Lab.Web;

/// <summary>Somebody at a browser.</summary>
internal sealed partial class WebVisitor : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _http;
    private readonly Uri _server;

    public WebVisitor(Uri server)
    {
        _server = server;
        _http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies }) { BaseAddress = server };
    }

    /// <summary>Signs up by the form; gives the cookies of the session.</summary>
    public async Task<string> SignUpAsync(CancellationToken cancel)
    {
        var page = await _http.GetStringAsync("/register", cancel);
        var name = $"lab-{Guid.NewGuid().ToString("N")[..8]}";
        using var form = new FormUrlEncodedContent(
        [
            new("_handler", "register"), new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
            new("username", name), new("email", $"{name}@lab.example"), new("password", $"password-{Guid.NewGuid():N}"),
        ]);
        using var answer = await _http.PostAsync("/register", form, cancel);
        var cookies = _cookies.GetCookieHeader(_server);
        return answer.IsSuccessStatusCode && cookies.Contains("conduit=", StringComparison.Ordinal)
            ? cookies
            : throw new LabException($"Nobody can sign up at {_server}: the form was answered {(int)answer.StatusCode}.");
    }

    /// <summary>How many bytes a page has.</summary>
    public async Task<int> SizeAsync(Request request, CancellationToken cancel)
    {
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _server };
        using var message = new HttpRequestMessage(HttpMethod.Get, request.Path);
        if (request.Cookie is not null) message.Headers.Add("Cookie", request.Cookie);
        using var answer = await bare.SendAsync(message, cancel);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel)).Length;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
