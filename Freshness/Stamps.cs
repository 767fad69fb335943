using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>
/// What readers must know of the latest writes, in the Redis server <c>stamps</c>: for each database an epoch with the position its log had when it began, and for each tag
/// within the epoch the marks of writes under way, when it was last changed, and the highest position of the writes that ended. Whatever is lost here costs reads of the
/// primary, never a stale one.
/// </summary>
/// <remarks>
/// Every method answers "nothing is known" when Redis does not answer in time; none throws for that. A position is a Postgres log sequence number.
/// The scripts run one at a time in Redis, and a look is one command, so each call sees and makes one state.
/// </remarks>
public sealed partial class Stamps(StampsConnection connection, ILogger<Stamps> logger)
{
    /// <summary>The tag of all that is in a database: every write touches it, so it shares its slot with none.</summary>
    public const string Everything = "*";

    private const int PositionLength = 16;

    private readonly Patience _patience = new();

    /// <summary>Whether Redis can be reached, as far as is known.</summary>
    public bool IsConnected => connection.Redis.IsConnected;

    /// <summary>Marks the tags of a write that is about to be sent.</summary>
    /// <param name="database">The database written to.</param>
    /// <param name="tags">What the write touches.</param>
    /// <returns>The write as it is known here; null when Redis does not answer or knows no epoch of the database.</returns>
    public async Task<MarkedWrite?> BeginAsync(string database, IReadOnlyList<string> tags)
    {
        var id = Guid.NewGuid().ToString("N");
        var epoch = _patience.IsSpent ? null : (string?)await RunAsync(StampScripts.Begin, database, [id, .. Slots(tags)]);
        return epoch is null ? null : new MarkedWrite(database, epoch, id, tags);
    }

    /// <summary>Takes a write's marks away and, when it committed, raises the stamps of its tags. Twice, late or in another epoch it does no harm.</summary>
    /// <param name="write">The write.</param>
    /// <param name="position">Where the log ended after its commit; null when it certainly did not commit.</param>
    /// <returns>When Redis has it, or did not answer.</returns>
    public Task EndAsync(MarkedWrite write, ulong? position) => _patience.IsSpent
        ? Task.CompletedTask
        : RunAsync(StampScripts.End, write.Database, [write.Id, write.Epoch, position is { } at ? Text(at) : "", .. Slots(write.Tags)]);

    /// <summary>Reads what is known of tags, in one step.</summary>
    /// <param name="database">The database.</param>
    /// <param name="epoch">The epoch that the database's own row holds.</param>
    /// <param name="tags">What an answer depends on.</param>
    /// <returns>What is known; null when Redis does not answer or knows no such epoch.</returns>
    public async Task<Look?> LookAsync(string database, string epoch, IReadOnlyCollection<string> tags)
    {
        var key = (string)Key(database)!;
        RedisKey[] keys = [key, $"{key}:seq", .. tags.Select(tag => (RedisKey)$"{key}:t:{TagSlots.Of(tag)}")];
        if (await TryAsync(redis => _patience.WaitAsync(() => redis.StringGetAsync(keys))) is not [{ IsNull: false } copy, var sequence, .. var values]) return null;
        var text = ((string)copy!).AsSpan();
        if (text.Length != epoch.Length + 1 + PositionLength || !text.StartsWith(epoch, StringComparison.Ordinal)) return null;

        var states = new Dictionary<string, TagState>(tags.Count);
        foreach (var (index, tag) in tags.Index()) states[tag] = State(values[index], epoch);
        return new Look(epoch, Position(text[^PositionLength..]), (long)sequence, states);
    }

    /// <summary>Asks whether a new epoch is due.</summary>
    /// <param name="database">The database.</param>
    /// <returns>Its epoch, and for how long the oldest write has been under way; null when Redis does not answer or knows no epoch.</returns>
    public async Task<(string Epoch, TimeSpan OldestMark)?> WatchAsync(string database) =>
        (RedisResult[]?)await RunAsync(StampScripts.Watch, database, []) is [var epoch, var age] ? ((string)epoch!, TimeSpan.FromMilliseconds((long)age)) : null;

    /// <summary>Withdraws the epoch of a database, so that nothing is validated until a new one is published.</summary>
    /// <param name="database">The database.</param>
    /// <returns>The claim that <see cref="PublishAsync"/> needs; null when Redis does not answer.</returns>
    public async Task<string?> ClaimAsync(string database)
    {
        var claim = Guid.NewGuid().ToString("N");
        return (bool)(await RunAsync(StampScripts.Claim, database, [claim]) ?? RedisResult.Create(false)) ? claim : null;
    }

    /// <summary>Makes an epoch known, unless somebody else has claimed the database meanwhile.</summary>
    /// <param name="database">The database.</param>
    /// <param name="claim">What <see cref="ClaimAsync"/> gave.</param>
    /// <param name="epoch">The epoch that the database's own row holds since then.</param>
    /// <param name="position">Where the log ended after that row was committed.</param>
    /// <returns>Whether it is known now.</returns>
    public async Task<bool> PublishAsync(string database, string claim, string epoch, ulong position) =>
        (bool)(await RunAsync(StampScripts.Publish, database, [claim, epoch, Text(position)]) ?? RedisResult.Create(false));

    // One hash slot for all of a database, so that a cluster could hold it too.
    private static RedisKey Key(string database) => $"{{{database}}}";

    private static IEnumerable<RedisValue> Slots(IReadOnlyList<string> tags) => tags.Select(TagSlots.Of).Distinct().Select(slot => (RedisValue)slot);

    // All of one length, so that comparing texts compares numbers: a script's own numbers hold 53 bits.
    private static string Text(ulong position) => position.ToString("X16", CultureInfo.InvariantCulture);

    private static ulong Position(ReadOnlySpan<char> text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // What was written down in another epoch says nothing in this one, whose base covers it.
    private static TagState State(RedisValue value, string epoch)
    {
        if (value.IsNull) return default;
        var text = ((string)value!).AsSpan();
        if (!text.EndsWith(epoch, StringComparison.Ordinal)) return default;
        text = text[..^(epoch.Length + 1)];
        return new(long.Parse(text[1..^(PositionLength + 1)], CultureInfo.InvariantCulture), Position(text[^PositionLength..]), text[0] == '!');
    }

    private async Task<RedisResult?> RunAsync(string script, string database, RedisValue[] values) =>
        await TryAsync(redis => redis.ScriptEvaluateAsync(script, [Key(database)], values)) is { IsNull: false } result ? result : null;

    private async Task<T?> TryAsync<T>(Func<IDatabase, Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask(connection.Redis.GetDatabase());
        }
        catch (Exception e) when (Patience.IsAway(e))
        {
            LogAway(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Stamps do not answer: {Reason}")]
    private partial void LogAway(string reason);
}
