using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Redis;

/// <summary>The bound of a cache server's memory, and what happens there.</summary>
internal sealed partial record CacheMemory(string Bound, string Policy)
{
    private const string NoEviction = "noeviction";

    /// <summary>Whether values are forgotten when the memory is full.</summary>
    public bool Evicts => Policy != NoEviction;

    /// <summary>The bound in bytes.</summary>
    private long Bytes => long.Parse(Bound[..^2], CultureInfo.InvariantCulture) << char.ToLowerInvariant(Bound[^2]) switch
    {
        'k' => 10,
        'm' => 20,
        _ => 30,
    };

    /// <summary>What a container needs, in megabytes: a quarter more than the values, and the program itself.</summary>
    public long Megabytes => (Bytes >> 20) * 5 / 4 + 32;

    /// <summary>Reads the bound from the setting <c>Name:MaxMemory</c>.</summary>
    public static CacheMemory Read(IConfiguration configuration, string name, string usual, Eviction eviction)
    {
        var setting = $"{char.ToUpperInvariant(name[0])}{name[1..]}:MaxMemory";
        var bound = configuration[setting] is { Length: > 0 } value ? value : usual;
        if (!Size().IsMatch(bound))
            throw new DistributedApplicationException($"{setting}={bound} is no size: write it like 64mb or 1gb.");
        return new CacheMemory(bound, eviction == Eviction.None ? NoEviction : "allkeys-lru");
    }

    [GeneratedRegex("^[1-9][0-9]*(kb|mb|gb)$", RegexOptions.IgnoreCase)]
    private static partial Regex Size();
}
