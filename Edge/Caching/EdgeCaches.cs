using Conduit.Edge.Requests;
using Conduit.Freshness;
using Conduit.Freshness.Caching;
using Microsoft.Extensions.Options;

namespace Conduit.Edge.Caching;

/// <summary>Two caches, so that pictures, which are large, do not evict pages and responses of the API.</summary>
internal sealed class EdgeCaches(FreshnessFollower follower, IOptions<EdgeOptions> options) : IDisposable
{
    // A picture never changes, so only memory limits how long the edge can serve it while the media service is stopped.
    private static readonly TimeSpan PictureLifetime = TimeSpan.FromDays(1);

    private readonly ResponseCache _responses = new(follower, options.Value.CacheMegabytes);
    private readonly ResponseCache _pictures = new(follower, options.Value.PictureCacheMegabytes, PictureLifetime);

    /// <summary>How many responses are stored, and how many bytes they take, as estimated.</summary>
    public (long Count, long Bytes) Usage
    {
        get
        {
            var (responses, pictures) = (_responses.Usage, _pictures.Usage);
            return (responses.Count + pictures.Count, responses.Bytes + pictures.Bytes);
        }
    }

    /// <summary>The cache for the response to a request.</summary>
    public ResponseCache Of(HttpRequest request) => request.IsForMedia() ? _pictures : _responses;

    /// <summary>Removes the responses that depend on a cache tag; null: all.</summary>
    /// <returns>How many there were.</returns>
    public int Purge(string? tag) => string.IsNullOrEmpty(tag)
        ? _responses.Purge() + _pictures.Purge()
        : _responses.Purge(tag) + _pictures.Purge(tag);

    public void Dispose()
    {
        _responses.Dispose();
        _pictures.Dispose();
    }
}
