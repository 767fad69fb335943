using System.Globalization;
using Conduit.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>
/// A follower's own connection to the Redis server <c>freshness</c>: reading the log blocks it. All calls wait on the calling thread.
/// </summary>
/// <param name="options">The server.</param>
public sealed class FollowerConnection(ConfigurationOptions options) : RedisConnection(options)
{
    private const int MaxEvents = 1000;

    /// <summary>Registers a new follower; null without an epoch.</summary>
    internal FreshnessMirror? Join(string database, string id, string former)
    {
        if ((RedisResult[]?)Run(FreshnessScripts.Join, database, [id, former])
            is not [var epoch, var baseLsn, var sequence, var slots, var writes]) return null;
        var mirror = new FreshnessMirror(id, (string)epoch!, FreshnessLog.ParseLsn((string)baseLsn!), (long)sequence);
        foreach (var pair in ((string[])slots!).Chunk(2))
        {
            var space = pair[1].IndexOf(' ', StringComparison.Ordinal);
            mirror.Restore(Number(pair[0]), LongNumber(pair[1].AsSpan(0, space)), FreshnessLog.ParseLsn(pair[1]));
        }

        foreach (var pair in ((string[])writes!).Chunk(2))
            mirror.Begin(pair[0], FreshnessMirror.ParseSlots(pair[1].AsSpan(pair[1].IndexOf(' ', StringComparison.Ordinal) + 1)), 0);
        return mirror;
    }

    /// <summary>Reads the events after those that the mirrors have, and waits for some if there are none.</summary>
    internal List<(FollowedDatabase Database, IEnumerable<LogEvent> Events)> Read(
        IReadOnlyList<FollowedDatabase> databases, TimeSpan wait)
    {
        var streams = databases.Select(database => FreshnessLog.Events(database.Name, database.Mirror!.Epoch)).ToList();
        object[] arguments =
        [
            "COUNT", MaxEvents, "BLOCK", (long)wait.TotalMilliseconds, "STREAMS",
            .. streams.Cast<object>(),
            .. databases.Select(database => $"{database.Mirror!.Sequence.ToString(CultureInfo.InvariantCulture)}-0"),
        ];
        var result = Redis.GetDatabase().Execute("XREAD", arguments);
        if (result.IsNull) return [];
        return
        [
            .. from stream in Pairs((RedisResult[])result!)
               let index = streams.IndexOf((string)stream.Name!)
               where index >= 0
               select (databases[index], ((RedisResult[])stream.Events!).Select(LogEvent.Read)),
        ];
    }

    /// <summary>Acknowledges what the mirror has and renews its lease.</summary>
    /// <returns>The result, and how many events the log has after those that the mirror has.</returns>
    internal (Renewal Result, long Lag) Renew(string database, FreshnessMirror mirror)
    {
        var lag = (long)Run(FreshnessScripts.Renew, database, [mirror.Follower, mirror.Epoch, mirror.Sequence])!;
        return lag >= 0 ? (Renewal.Renewed, lag) : ((Renewal)lag, 0);
    }

    /// <summary>Publishes that a follower was without a lease, for those that observe the system.</summary>
    internal void PublishLapse(string database, string follower) =>
        Redis.GetDatabase().Publish(FreshnessLog.Lapses(database), follower, CommandFlags.FireAndForget);

    /// <summary>Removes a follower that has discarded its mirror.</summary>
    internal void Leave(string database, string follower) => Run(FreshnessScripts.Leave, database, [follower]);

    // A map in version 3 of Redis' protocol, an array of pairs in version 2.
    private static IEnumerable<(RedisResult Name, RedisResult Events)> Pairs(RedisResult[] streams) =>
        streams[0].Resp2Type == ResultType.Array
            ? streams.Select(stream => (stream[0], stream[1]))
            : streams.Chunk(2).Select(pair => (pair[0], pair[1]));

    private RedisResult? Run(string script, string database, RedisValue[] values) =>
        Redis.GetDatabase().ScriptEvaluate(script, [FreshnessLog.Key(database)], values) is { IsNull: false } result ? result : null;

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long LongNumber(ReadOnlySpan<char> text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>The reply to a renewal.</summary>
internal enum Renewal
{
    /// <summary>The epoch, or the Redis server, is another one.</summary>
    OtherLog = -2,

    /// <summary>The follower was dropped: a writer waited for it until a timeout.</summary>
    Dropped = -1,

    /// <summary>The lease is renewed, counted from when the renewal was sent.</summary>
    Renewed = 0,
}

internal enum LogEventKind
{
    Begin,
    End,
    Withdraw,
}

/// <summary>An event of a database's event log.</summary>
internal sealed record LogEvent(long Sequence, LogEventKind Kind, string Write, int[] Slots, ulong? CommitLsn)
{
    /// <summary>Reads an entry of the stream: its id, and one field whose name is the kind.</summary>
    public static LogEvent Read(RedisResult entry)
    {
        var id = (string)entry[0]!;
        var sequence = long.Parse(id.AsSpan(0, id.IndexOf('-', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
        var (kind, value) = ((string)entry[1][0]!, (string)entry[1][1]!);
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        return kind switch
        {
            "begin" => new(sequence, LogEventKind.Begin, value[..space], FreshnessMirror.ParseSlots(value.AsSpan(space + 1)), null),
            "end" when space == value.Length - 1 => new(sequence, LogEventKind.End, value[..space], [], null),
            "end" => new(sequence, LogEventKind.End, value[..space], [], FreshnessLog.ParseLsn(value)),
            _ => new(sequence, LogEventKind.Withdraw, "", [], null),
        };
    }
}
