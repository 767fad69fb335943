using System.Buffers.Binary;

namespace Conduit.Data.Feeds;

/// <summary>
/// A reader's feed as it is stored: for which authors it was made, and then one entry after the other, an article that came or one that
/// went. Nothing is ever changed but by
/// adding at the end, so telling a feed twice, or late, or by two workers at once, changes nothing: what went has gone, whenever it came.
/// </summary>
/// <remarks>
/// In bytes, big-endian: the kind <c>F</c>; how many shards, 1 byte; the floor, 8; by shard the number of
/// <see cref="Articles.ReaderCounter.Following"/>, 8 each; then entries
/// of 8, an article's id or its negative. While a feed is being made, <c>B</c> and a number drawn at random stand there.
/// </remarks>
public sealed class StoredFeed
{
    /// <summary>How many of the newest articles are stored when a feed is made.</summary>
    public const int Newest = 800;

    /// <summary>How many entries a feed may have until it has to be made anew.</summary>
    public const int MostEntries = 2 * Newest;

    internal const byte Ready = (byte)'F';
    internal const byte BeingMade = (byte)'B';
    internal const int Number = 8;
    internal const int ShardsAt = 1;
    internal const int FloorAt = 2;
    internal const int FollowingAt = FloorAt + Number;

    private readonly HashSet<long> _gone = [];

    private StoredFeed(long floor, HashSet<long> articles, HashSet<long> gone)
    {
        Floor = floor;
        Articles = articles;
        _gone = gone;
    }

    /// <summary>Older articles are not stored; 0 when there are none.</summary>
    public long Floor { get; }

    /// <summary>The articles, from the floor on, in no order.</summary>
    public IReadOnlySet<long> Articles { get; }

    /// <summary>Whether an article went.</summary>
    /// <param name="article">The article.</param>
    /// <returns>True when the feed was told so.</returns>
    public bool IsGone(long article) => _gone.Contains(article);

    /// <summary>Writes a feed.</summary>
    /// <param name="following">By shard, the number it was made under.</param>
    /// <param name="articles">Its newest articles.</param>
    /// <param name="isWhole">Whether there are no older ones.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Write(IReadOnlyList<long> following, IReadOnlyCollection<long> articles, bool isWhole)
    {
        ArgumentNullException.ThrowIfNull(following);
        ArgumentNullException.ThrowIfNull(articles);
        var bytes = new byte[FollowingAt + (Number * (following.Count + articles.Count))];
        bytes[0] = Ready;
        bytes[ShardsAt] = (byte)following.Count;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(FloorAt), isWhole ? 0 : articles.Min());
        var at = FollowingAt;
        foreach (var number in following.Concat(articles))
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at), number);
            at += Number;
        }

        return bytes;
    }

    /// <summary>Reads a feed.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="following">By shard, the number that it must have been made under.</param>
    /// <returns>The feed; null when it is being made, was made under other numbers, or has become too long.</returns>
    public static StoredFeed? Read(ReadOnlySpan<byte> bytes, IReadOnlyList<long> following)
    {
        ArgumentNullException.ThrowIfNull(following);
        var entries = FollowingAt + (Number * following.Count);
        if (bytes.Length < entries || bytes[0] != Ready || bytes[ShardsAt] != following.Count || bytes.Length - entries > MostEntries * Number) return null;
        for (var shard = 0; shard < following.Count; shard++)
        {
            if (BinaryPrimitives.ReadInt64BigEndian(bytes[(FollowingAt + (Number * shard))..]) != following[shard]) return null;
        }

        var floor = BinaryPrimitives.ReadInt64BigEndian(bytes[FloorAt..]);
        HashSet<long> came = [];
        HashSet<long> went = [];
        for (var at = entries; at + Number <= bytes.Length; at += Number)
        {
            var entry = BinaryPrimitives.ReadInt64BigEndian(bytes[at..]);
            if (entry < 0) went.Add(-entry);
            else if (entry >= floor) came.Add(entry);
        }

        came.ExceptWith(went);
        return new(floor, came, went);
    }

    internal static byte[] Bytes(long number)
    {
        var bytes = new byte[Number];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
