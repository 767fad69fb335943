namespace Conduit.Data.Caching;

/// <summary>The object cache, in the section <c>Caching</c>.</summary>
public sealed class ObjectCacheOptions
{
    internal const string Section = "Caching";

    /// <summary>Whether answers are kept at all. May be changed while the service runs.</summary>
    public bool Objects { get; set; } = true;

    /// <summary>How much memory the answers kept in the process may take, in megabytes, as estimated.</summary>
    public int MemoryMegabytes { get; set; } = 64;
}
