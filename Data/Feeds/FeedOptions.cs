namespace Conduit.Data.Feeds;

/// <summary>The section <c>Feeds</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Feeds";

    /// <summary>Whether feeds are stored; else each is read from the databases. May be changed while the service runs.</summary>
    public bool Stored { get; set; } = true;

    /// <summary>From how many followers on an author's articles are not put into their feeds, but found when one of them reads.</summary>
    public int CelebrityFollowers { get; set; } = 20_000;
}
