using System.Globalization;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace Conduit.Freshness;

/// <summary>
/// The dependencies of a response as headers: for a cache in front that validates its entries, and for a server that composes responses.
/// </summary>
/// <remarks>The names of the headers are those of https://www.w3.org/TR/edge-arch/.</remarks>
public static class Surrogate
{
    /// <summary>The request header by which a client declares that it is a cache.</summary>
    public const string CapabilityHeader = "Surrogate-Capability";

    /// <summary>The response header with the cache tags, as <c>database/tag</c>, escaped.</summary>
    public const string KeyHeader = "Surrogate-Key";

    /// <summary>
    /// The response header with the versions, as <c>database=epoch:sequence:count</c>: since that event of the log, so many of the tags, in
    /// their order, were not written to.
    /// </summary>
    public const string VersionsHeader = "Surrogate-Versions";

    /// <summary>The capability of the caches of this application.</summary>
    public const string Capability = "conduit=\"Versions/1.0\"";

    // Servers and proxies accept 32 to 64 kB of headers in total. A response with more tags is not worth caching.
    private const int MaxKeyLength = 16 * 1024;

    /// <summary>
    /// Whether the sender of a request is a cache or server of this application, which receives the dependencies of the response.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="peerKey">Recognizes the application's own services.</param>
    /// <returns>Whether they are sent; other clients do not learn cache tags and versions.</returns>
    public static bool ShouldSendDependencies(HttpRequest request, PeerKey peerKey)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(peerKey);
        return request.Headers.ContainsKey(CapabilityHeader) && peerKey.IsSentBy(request);
    }

    /// <summary>The value of <see cref="KeyHeader"/>.</summary>
    /// <param name="dependencies">The dependencies of a response.</param>
    /// <returns>The value; null when it would be too long for a header.</returns>
    public static string? Key(IReadOnlyList<Dependency> dependencies)
    {
        var tags = dependencies.SelectMany(one => one.Tags.Select(tag => $"{one.Database}/{Uri.EscapeDataString(tag)}"));
        var key = string.Join(' ', tags);
        return key.Length <= MaxKeyLength ? key : null;
    }

    /// <summary>The value of <see cref="VersionsHeader"/>.</summary>
    /// <param name="dependencies">The dependencies of a response.</param>
    /// <returns>The value.</returns>
    public static string FormatVersions(IReadOnlyList<Dependency> dependencies) => string.Join(' ', dependencies.Select(FormatVersion));

    /// <summary>Reads both headers.</summary>
    /// <param name="key">The value of <see cref="KeyHeader"/>.</param>
    /// <param name="versions">The value of <see cref="VersionsHeader"/>.</param>
    /// <returns>The dependencies of the response; null when the headers are missing or malformed.</returns>
    public static IReadOnlyList<Dependency>? Read(string? key, string? versions)
    {
        if (string.IsNullOrEmpty(versions)) return null;
        var tags = new Queue<string>((key ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var dependencies = new List<Dependency>();
        foreach (var version in versions.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // An epoch may have a colon in its name.
            var parts = version.Split(':');
            var equals = version.IndexOf('=', StringComparison.Ordinal);
            if (parts.Length < 3 || equals < 1) return null;
            if (!long.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var since)) return null;
            if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
            var (database, epoch) = (version[..equals], string.Join(':', parts[..^2])[(equals + 1)..]);
            var own = new HashSet<string>();
            for (; count > 0; count--)
            {
                if (!tags.TryDequeue(out var tag) || !tag.StartsWith($"{database}/", StringComparison.Ordinal)) return null;
                own.Add(Uri.UnescapeDataString(tag[(database.Length + 1)..]));
            }

            dependencies.Add(new(database, epoch, since, own));
        }

        // A cache tag without a version could not be validated.
        return dependencies.Count > 0 && tags.Count == 0 ? dependencies : null;
    }

    private static string FormatVersion(Dependency dependency) => FormattableString.Invariant(
        $"{dependency.Database}={dependency.Epoch}:{dependency.Since}:{dependency.Tags.Count}");
}
