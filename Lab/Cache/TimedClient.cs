using System.Globalization;
using System.Text.RegularExpressions;
using Conduit.Lab.Api;

namespace Conduit.Lab.Cache;

/// <summary>A response, with the tier and the numbers of cache hits and database reads from its <c>Server-Timing</c> header.</summary>
internal sealed record Timed(int Status, string Tier, int Hits, int Reads, string? Tag, byte[] Body);

/// <summary>A client of the API that reads the <c>Server-Timing</c> header of responses.</summary>
internal sealed partial class TimedClient(Uri target) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = target };

    public async Task<Timed> GetAsync(string path, LabUser? user, string? tag, CancellationToken cancellationToken) =>
        await SendAsync("GET", path, user, json: null, tag, cancellationToken);

    public async Task<Timed> SendAsync(
        string method, string path, LabUser? user, string? json, string? tag, CancellationToken cancellationToken)
    {
        using var request = LabRequest.New(method, path, user, json, tag);
        using var response = await request.SendToAsync(_http, cancellationToken);
        var timing = response.Timing();
        return new(
            (int)response.StatusCode,
            LabRequest.TierOf(timing),
            Number(Hits(), timing),
            Number(Reads(), timing),
            response.Headers.ETag?.ToString(),
            await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public void Dispose() => _http.Dispose();

    private static int Number(Regex pattern, string timing) => pattern.Match(timing) is { Success: true } found
        ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : 0;

    [GeneratedRegex("hits ([0-9]+)")]
    private static partial Regex Hits();

    [GeneratedRegex("reads ([0-9]+)")]
    private static partial Regex Reads();
}
