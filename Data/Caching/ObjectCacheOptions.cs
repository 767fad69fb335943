namespace Conduit.Data.Caching;

/// <summary>The section <c>Caching</c>: the object cache. The switches may be changed while the service runs.</summary>
public sealed class ObjectCacheOptions
{
    internal const string Section = "Caching";

    /// <summary>Whether results are cached in the server's memory (<c>l1</c>).</summary>
    public bool Memory { get; set; } = true;

    /// <summary>Whether results are cached in Redis (<c>l2</c>).</summary>
    public bool Redis { get; set; } = true;

    /// <summary>How much memory the results in the process may take, in megabytes, as estimated.</summary>
    public int MemoryMegabytes { get; set; } = 64;
}
