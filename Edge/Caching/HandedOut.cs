using System.Collections.Concurrent;
using Conduit.Freshness;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Conduit.Edge.Caching;

/// <summary>
/// Answers that a cache of others in front may give without asking. While it may, the stamps are watched, and that cache is told, by <c>Surrogate-Key</c>, what is no longer so.
/// Without <see cref="CdnOptions.PurgeUrl"/> it is not told, and whoever sets <see cref="CdnOptions.MaxAge"/> wants it so.
/// </summary>
internal sealed partial class HandedOut(Validity validity, IOptions<EdgeOptions> options, ILogger<HandedOut> logger) : BackgroundService
{
    private const int Most = 50_000;
    private const int AtOnce = 64;
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(500);

    // An answer that was found to be so may reach the cache after it was told that it is not.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<StoredAnswer, long> _until = [];
    private readonly ConcurrentDictionary<StoredAnswer, long> _outdated = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>How long a cache in front may keep the answer that is sent now, as <c>Cache-Control</c> has it; null: as long as the answer itself says.</summary>
    public string? Lend(StoredAnswer answer)
    {
        var cdn = options.Value.Cdn;
        if (cdn.MaxAge <= TimeSpan.Zero || answer.On.Count == 0) return null;
        if (cdn.PurgeUrl is not null)
        {
            // What could not be watched is not lent.
            if (_until.Count >= Most) return null;
            _until[answer] = Environment.TickCount64 + (long)cdn.MaxAge.TotalMilliseconds;
        }

        return FormattableString.Invariant($"max-age=0, s-maxage={(long)cdn.MaxAge.TotalSeconds}");
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
            await Parallel.ForEachAsync(_until, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (lent, _) => LookAsync(url, lent, stoppingToken));
            await Task.Delay(Pulse, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask LookAsync(Uri url, KeyValuePair<StoredAnswer, long> lent, CancellationToken stop)
    {
        if (!_outdated.TryGetValue(lent.Key, out var since))
        {
            if (validity.IsValid(lent.Key))
            {
                if (lent.Value < Environment.TickCount64) _until.TryRemove(lent);
                return;
            }

            since = _outdated[lent.Key] = Environment.TickCount64;
        }

        if (!await PurgeAsync(url, lent.Key, stop) || Environment.TickCount64 - since < OnItsWay.TotalMilliseconds) return;
        _until.TryRemove(lent.Key, out _);
        _outdated.TryRemove(lent.Key, out _);
    }

    private async Task<bool> PurgeAsync(Uri url, StoredAnswer answer, CancellationToken stop)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url);
            request.Headers.TryAddWithoutValidation(Surrogate.KeyHeader, Surrogate.Key(answer.On));
            if (options.Value.Cdn.PurgeAuthorization is { Length: > 0 } authorization) request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, authorization);
            using var answered = await _http.SendAsync(request, stop);
            answered.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // It stays noted, so that it is told again.
            if (!stop.IsCancellationRequested) LogAway(url, e.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Url} was not told what is no longer so, trying on: {Reason}")]
    private partial void LogAway(Uri url, string reason);
}
