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

    /// <summary>The response header with the tags, as <c>database/tag</c>, escaped.</summary>
    public const string KeyHeader = "Surrogate-Key";

    /// <summary>
    /// The response header with the positions, as <c>database=epoch:number:count</c>: the position from which on so many of the tags, in
    /// their order, were not written to.
    /// </summary>
    public const string StampsHeader = "Surrogate-Stamps";

    /// <summary>The capability of the caches of this application.</summary>
    public const string Capability = "conduit=\"Stamps/1.0\"";

    // Servers and proxies accept 32 to 64 kB of headers in total. A response with more tags is not worth caching.
    private const int MaxKeyLength = 16 * 1024;

    /// <summary>
    /// Whether the sender of a request is a cache or server of this application, which gets the dependencies of responses.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="peers">Recognizes the application's own services.</param>
    /// <returns>Whether it is; other clients do not learn tags and positions.</returns>
    public static bool IsSentTo(HttpRequest request, PeerKey peers)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(peers);
        return request.Headers.ContainsKey(CapabilityHeader) && peers.IsSentBy(request);
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

    /// <summary>The value of <see cref="StampsHeader"/>.</summary>
    /// <param name="dependencies">The dependencies of a response.</param>
    /// <returns>The value.</returns>
    public static string Stamps(IReadOnlyList<Dependency> dependencies) => string.Join(' ', dependencies.Select(Stamp));

    /// <summary>Reads both headers.</summary>
    /// <param name="key">The value of <see cref="KeyHeader"/>.</param>
    /// <param name="stamps">The value of <see cref="StampsHeader"/>.</param>
    /// <returns>The dependencies of the response; null when the headers are missing or malformed.</returns>
    public static IReadOnlyList<Dependency>? Read(string? key, string? stamps)
    {
        if (string.IsNullOrEmpty(stamps)) return null;
        var tags = new Queue<string>((key ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var dependencies = new List<Dependency>();
        foreach (var stamp in stamps.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // An epoch may have a colon in its name.
            var parts = stamp.Split(':');
            var equals = stamp.IndexOf('=', StringComparison.Ordinal);
            if (parts.Length < 3 || equals < 1) return null;
            if (!long.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var since)) return null;
            if (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
            var (database, epoch) = (stamp[..equals], string.Join(':', parts[..^2])[(equals + 1)..]);
            var own = new HashSet<string>();
            for (; count > 0; count--)
            {
                if (!tags.TryDequeue(out var tag) || !tag.StartsWith($"{database}/", StringComparison.Ordinal)) return null;
                own.Add(Uri.UnescapeDataString(tag[(database.Length + 1)..]));
            }

            dependencies.Add(new(database, epoch, since, own));
        }

        // A tag without a position could not be validated.
        return dependencies.Count > 0 && tags.Count == 0 ? dependencies : null;
    }

    private static string Stamp(Dependency dependency) => FormattableString.Invariant(
        $"{dependency.Database}={dependency.Epoch}:{dependency.Since}:{dependency.Tags.Count}");
}
