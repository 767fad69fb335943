using System.Net;
using System.Text.RegularExpressions;
using Conduit.Lab.Api;

namespace Conduit.Lab.Web;

/// <summary>A visitor with a browser's cookies.</summary>
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
    public async Task<string> SignUpAsync(CancellationToken cancellationToken)
    {
        var page = await _http.GetStringAsync("/register", cancellationToken);
        var name = $"lab-{Guid.NewGuid().ToString("N")[..8]}";
        using var form = new FormUrlEncodedContent(
        [
            new("_handler", "register"), new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
            new("username", name), new("email", $"{name}@lab.example"), new("password", $"password-{Guid.NewGuid():N}"),
        ]);
        using var response = await _http.PostAsync("/register", form, cancellationToken);
        var cookies = _cookies.GetCookieHeader(_server);
        return response.IsSuccessStatusCode && cookies.Contains("conduit=", StringComparison.Ordinal)
            ? cookies
            : throw new LabException($"Signing up failed at {_server}: the response to the form has status {(int)response.StatusCode}.");
    }

    /// <summary>How many bytes a page has.</summary>
    public async Task<int> SizeAsync(Request request, CancellationToken cancellationToken)
    {
        using var bare = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _server };
        using var message = new HttpRequestMessage(HttpMethod.Get, request.Path);
        if (request.Cookie is not null) message.Headers.Add("Cookie", request.Cookie);
        using var response = await bare.SendAsync(message, cancellationToken);
        return (await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken)).Length;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
