using System.Collections.Concurrent;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>
/// Lets a CDN in front cache responses for a while, and purges each by its <c>Surrogate-Key</c> as soon as it is invalid. Without <see
/// cref="CdnOptions.PurgeUrl"/> nothing is purged: responses may then be stale for <see cref="CdnOptions.MaxAge"/>, as configured.
/// </summary>
internal sealed partial class CdnPurgeService(
    FreshnessFollower follower, IOptions<EdgeOptions> options, ILogger<CdnPurgeService> logger) : BackgroundService
{
    // Every check validates all watched responses and all are held in memory, so their number is bounded.
    private const int MaxWatched = 50_000;

    // Purges overlap, because each is a round trip: at 100 ms, 64 at once are 640 a second.
    private const int Concurrency = 64;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A response may reach the CDN after its purge, so it is purged again for this long.
    private static readonly TimeSpan TransitTime = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<CachedResponse, long> _watchedUntil = [];
    private readonly ConcurrentDictionary<CachedResponse, long> _invalidSince = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>The <c>Cache-Control</c> for the CDN, which may now store the response; null: that of the response itself.</summary>
    /// <param name="response">The response.</param>
    /// <param name="own">The <c>Cache-Control</c> of the response itself: browsers keep what is immutable.</param>
    public string? TryRegister(CachedResponse response, string own)
    {
        var cdn = options.Value.Cdn;
        if (cdn.MaxAge <= TimeSpan.Zero || response.Dependencies.Count == 0) return null;
        if (cdn.PurgeUrl is not null)
        {
            // Unwatched responses could not be purged.
            if (_watchedUntil.Count >= MaxWatched) return null;
            _watchedUntil[response] = Environment.TickCount64 + (long)cdn.MaxAge.TotalMilliseconds;
        }

        var forBrowsers = own.Contains("immutable", StringComparison.OrdinalIgnoreCase) ? own : "max-age=0";
        return FormattableString.Invariant($"{forBrowsers}, s-maxage={(long)cdn.MaxAge.TotalSeconds}");
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Cdn.PurgeUrl is { } url && !stoppingToken.IsCancellationRequested)
        {
            await Parallel.ForEachAsync(
                _watchedUntil,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
                (watched, _) => CheckAsync(url, watched, stoppingToken));
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask CheckAsync(Uri url, KeyValuePair<CachedResponse, long> watched, CancellationToken cancellationToken)
    {
        if (!_invalidSince.TryGetValue(watched.Key, out var since))
        {
            if (follower.IsValid(watched.Key.Dependencies))
            {
                if (watched.Value < Environment.TickCount64) _watchedUntil.TryRemove(watched);
                return;
            }

            since = _invalidSince[watched.Key] = Environment.TickCount64;
        }

        if (!await PurgeAsync(url, watched.Key, cancellationToken)) return;
        if (Environment.TickCount64 - since < TransitTime.TotalMilliseconds) return;
        _watchedUntil.TryRemove(watched.Key, out _);
        _invalidSince.TryRemove(watched.Key, out _);
    }

    private async Task<bool> PurgeAsync(Uri url, CachedResponse response, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url);
            request.Headers.TryAddWithoutValidation(Surrogate.KeyHeader, Surrogate.Key(response.Dependencies));
            if (options.Value.Cdn.PurgeAuthorization is { Length: > 0 } authorization)
                request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, authorization);
            using var result = await _http.SendAsync(request, cancellationToken);
            result.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // It stays watched, so the purge is repeated.
            if (!cancellationToken.IsCancellationRequested) LogFailed(url, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "CDN purge at {Url} failed; retrying: {Reason}")]
    private partial void LogFailed(Uri url, string reason);
}
