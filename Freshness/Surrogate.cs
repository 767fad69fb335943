using System.Globalization;

namespace Conduit.Freshness;

/// <summary>
/// What an answer depends on, as headers: for a cache in front that finds out by itself whether it is still so, and for a server that makes
/// an answer of answers.
/// </summary>
/// <remarks>The names of the headers are those of https://www.w3.org/TR/edge-arch/.</remarks>
public static class Surrogate
{
    /// <summary>The request header by which a cache says that it is one.</summary>
    public const string CapabilityHeader = "Surrogate-Capability";

    /// <summary>The response header with the tags, as <c>database/tag</c>, escaped.</summary>
    public const string KeyHeader = "Surrogate-Key";

    /// <summary>
    /// The response header with the moments, as <c>database=epoch:number:count</c>: since when so many of the tags, in their order, were
    /// not written to.
    /// </summary>
    public const string StampsHeader = "Surrogate-Stamps";

    /// <summary>The capability of the caches of this application.</summary>
    public const string Capability = "conduit=\"Stamps/1.0\"";

    // Servers and proxies take 32 to 64 kB of headers in all. What depends on more than that is not worth keeping.
    private const int LongestKey = 16 * 1024;

    /// <summary>The value of <see cref="KeyHeader"/>.</summary>
    /// <param name="on">What an answer depends on.</param>
    /// <returns>The value; null when it would be too long for a header.</returns>
    public static string? Key(IReadOnlyList<Dependency> on)
    {
        var key = string.Join(' ', on.SelectMany(one => one.Tags.Select(tag => $"{one.Database}/{Uri.EscapeDataString(tag)}")));
        return key.Length <= LongestKey ? key : null;
    }

    /// <summary>The value of <see cref="StampsHeader"/>.</summary>
    /// <param name="on">What an answer depends on.</param>
    /// <returns>The value.</returns>
    public static string Stamps(IReadOnlyList<Dependency> on) => string.Join(' ', on.Select(one => FormattableString.Invariant($"{one.Database}={one.Epoch}:{one.Since}:{one.Tags.Count}")));

    /// <summary>Reads both.</summary>
    /// <param name="key">The value of <see cref="KeyHeader"/>.</param>
    /// <param name="stamps">The value of <see cref="StampsHeader"/>.</param>
    /// <returns>What the answer depends on; null when they do not tell.</returns>
    public static IReadOnlyList<Dependency>? Read(string? key, string? stamps)
    {
        if (string.IsNullOrEmpty(stamps)) return null;
        var tags = new Queue<string>((key ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var on = new List<Dependency>();
        foreach (var stamp in stamps.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            // An epoch may have a colon in its name.
            var parts = stamp.Split(':');
            var equals = stamp.IndexOf('=', StringComparison.Ordinal);
            if (parts.Length < 3 || equals < 1 || !long.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var since) || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
            var (database, epoch) = (stamp[..equals], string.Join(':', parts[..^2])[(equals + 1)..]);
            var own = new HashSet<string>();
            for (; count > 0; count--)
            {
                if (!tags.TryDequeue(out var tag) || !tag.StartsWith(database, StringComparison.Ordinal) || tag.Length <= database.Length || tag[database.Length] != '/') return null;
                own.Add(Uri.UnescapeDataString(tag[(database.Length + 1)..]));
            }

            on.Add(new(database, epoch, since, own));
        }

        // A tag without a moment would never be looked at.
        return on.Count > 0 && tags.Count == 0 ? on : null;
    }
}
