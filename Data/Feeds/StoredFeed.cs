using System.Buffers.Binary;

namespace Conduit.Data.Feeds;

/// <summary>
/// A reader's feed as it is stored: the version of the follows it was made for, then entries of published and removed articles. Entries are
/// only appended, and a removed article stays removed, so repeated, late and concurrent deliveries do no harm.
/// </summary>
/// <remarks>
/// The format, big-endian: the kind <c>F</c>, 1 byte; the number of shards, 1; the floor, 8;
/// <see cref="Articles.ReaderCounter.Following"/> by shard, 8 each; then entries of 8 bytes, the id of a published article or the negative
/// id of a removed one. While a feed is being made, it consists of <c>B</c> and a random number.
/// </remarks>
public sealed class StoredFeed
{
    /// <summary>
    /// How many of the newest articles are stored when a feed is made: 40 pages of 20, some 6 kB. Later pages are read from the databases.
    /// </summary>
    public const int MaxStoredArticles = 800;

    /// <summary>The maximum number of entries; a longer feed is made again.</summary>
    public const int MaxEntries = 2 * MaxStoredArticles;

    internal const byte Ready = (byte)'F';
    internal const byte Unfinished = (byte)'B';
    internal const int NumberSize = 8;
    internal const int ShardsOffset = 1;
    internal const int FloorOffset = 2;
    internal const int FollowingOffset = FloorOffset + NumberSize;

    private readonly HashSet<long> _removed = [];

    private StoredFeed(long floor, HashSet<long> articles, HashSet<long> removed)
    {
        Floor = floor;
        Articles = articles;
        _removed = removed;
    }

    /// <summary>The oldest stored id: older articles are not stored; 0 when the feed has all.</summary>
    public long Floor { get; }

    /// <summary>The articles from the floor on, unordered.</summary>
    public IReadOnlySet<long> Articles { get; }

    /// <summary>Whether an article was removed.</summary>
    /// <param name="article">The article.</param>
    /// <returns>True when its removal was delivered.</returns>
    public bool IsGone(long article) => _removed.Contains(article);

    /// <summary>Writes a feed.</summary>
    /// <param name="following">The version of the follows by shard.</param>
    /// <param name="articles">Its newest articles.</param>
    /// <param name="isWhole">Whether there are no older articles.</param>
    /// <returns>The bytes.</returns>
    public static byte[] Write(IReadOnlyList<long> following, IReadOnlyCollection<long> articles, bool isWhole)
    {
        var bytes = new byte[FollowingOffset + (NumberSize * (following.Count + articles.Count))];
        bytes[0] = Ready;
        bytes[ShardsOffset] = (byte)following.Count;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(FloorOffset), isWhole ? 0 : articles.Min());
        var at = FollowingOffset;
        foreach (var number in following.Concat(articles))
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(at), number);
            at += NumberSize;
        }

        return bytes;
    }

    /// <summary>Reads a feed.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="following">The version of the follows by shard that the feed must have.</param>
    /// <returns>The feed; null when it is being made, has other versions, or is too long.</returns>
    public static StoredFeed? Read(ReadOnlySpan<byte> bytes, IReadOnlyList<long> following)
    {
        var entries = FollowingOffset + (NumberSize * following.Count);
        if (bytes.Length < entries || bytes.Length - entries > MaxEntries * NumberSize) return null;
        if (bytes[0] != Ready || bytes[ShardsOffset] != following.Count) return null;
        for (var shard = 0; shard < following.Count; shard++)
        {
            if (BinaryPrimitives.ReadInt64BigEndian(bytes[(FollowingOffset + (NumberSize * shard))..]) != following[shard]) return null;
        }

        var floor = BinaryPrimitives.ReadInt64BigEndian(bytes[FloorOffset..]);
        HashSet<long> added = [];
        HashSet<long> removed = [];
        for (var at = entries; at + NumberSize <= bytes.Length; at += NumberSize)
        {
            var entry = BinaryPrimitives.ReadInt64BigEndian(bytes[at..]);
            if (entry < 0) removed.Add(-entry);
            else if (entry >= floor) added.Add(entry);
        }

        added.ExceptWith(removed);
        return new(floor, added, removed);
    }

    internal static byte[] Bytes(long number)
    {
        var bytes = new byte[NumberSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
