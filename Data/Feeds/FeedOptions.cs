namespace Conduit.Data.Feeds;

/// <summary>The section <c>Feeds</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Feeds";

    /// <summary>Whether feeds are stored; otherwise each is read from the databases. May be changed while the service runs.</summary>
    public bool Stored { get; set; } = true;

    /// <summary>
    /// The number of followers from which an author is a celebrity, whose articles are read on request and not delivered to feeds.
    /// </summary>
    public int CelebrityFollowers { get; set; } = 20_000;
}
