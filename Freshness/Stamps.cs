using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>
/// What is known of the latest writes, in the Redis server <c>stamps</c>: for each database an epoch with the position its log had when it began, and for each tag
/// within the epoch the marks of writes under way and the highest position of those that ended. Whatever is lost here costs reads of the primary, never a stale one.
/// </summary>
/// <remarks>
/// Every method answers "nothing is known" when Redis does not answer in time; none throws for that. A position is a Postgres log sequence number.
/// The scripts run one at a time in Redis, so each call sees and makes one state.
/// </remarks>
public sealed partial class Stamps(StampsConnection connection, ILogger<Stamps> logger)
{
    /// <summary>Whether Redis can be reached, as far as is known.</summary>
    public bool IsConnected => connection.Redis.IsConnected;

    /// <summary>Marks the tags of a write that is about to be sent.</summary>
    /// <param name="database">The database written to.</param>
    /// <param name="tags">What the write touches.</param>
    /// <returns>The write as it is known here; null when Redis does not answer or knows no epoch of the database.</returns>
    public async Task<MarkedWrite?> BeginAsync(string database, IReadOnlyList<string> tags)
    {
        var id = Guid.NewGuid().ToString("N");
        var epoch = (string?)await RunAsync(StampScripts.Begin, [Key(database)], [id, .. Values(tags)]);
        return epoch is null ? null : new MarkedWrite(database, epoch, id, tags);
    }

    /// <summary>Takes a write's marks away and, when it committed, raises the stamps of its tags. Twice, late or in another epoch it does no harm.</summary>
    /// <param name="write">The write.</param>
    /// <param name="position">Where the log ended after its commit; null when it certainly did not commit.</param>
    /// <returns>When Redis has it, or did not answer.</returns>
    public Task EndAsync(MarkedWrite write, ulong? position) =>
        RunAsync(StampScripts.End, [Key(write.Database)], [write.Id, write.Epoch, position is { } at ? Text(at) : "", .. Values(write.Tags)]);

    /// <summary>Reads, before anything else of a request is read, what a reader of these tags must be shown.</summary>
    /// <param name="database">The database read from.</param>
    /// <param name="tags">What the answer will depend on.</param>
    /// <returns>What must be shown; null when Redis does not answer or knows no epoch of the database.</returns>
    public async Task<Look?> LookAsync(string database, IReadOnlyList<string> tags)
    {
        if ((RedisResult[]?)await RunAsync(StampScripts.Look, [Key(database)], Values(tags)) is not [var epoch, var needed, var marks, var age]) return null;
        return new Look((string)epoch!, ulong.Parse((string)needed!, NumberStyles.HexNumber, CultureInfo.InvariantCulture), (int)marks > 0, TimeSpan.FromMilliseconds((long)age));
    }

    /// <summary>Withdraws the epoch of a database, so that nothing is validated until a new one is published.</summary>
    /// <param name="database">The database.</param>
    /// <returns>The claim that <see cref="PublishAsync"/> needs; null when Redis does not answer.</returns>
    public async Task<string?> ClaimAsync(string database)
    {
        var claim = Guid.NewGuid().ToString("N");
        return (bool)(await RunAsync(StampScripts.Claim, [Key(database)], [claim]) ?? RedisResult.Create(false)) ? claim : null;
    }

    /// <summary>Makes an epoch known, unless somebody else has claimed the database meanwhile.</summary>
    /// <param name="database">The database.</param>
    /// <param name="claim">What <see cref="ClaimAsync"/> gave.</param>
    /// <param name="epoch">The epoch that the database's own row holds since then.</param>
    /// <param name="position">Where the log ended after that row was committed.</param>
    /// <returns>Whether it is known now.</returns>
    public async Task<bool> PublishAsync(string database, string claim, string epoch, ulong position) =>
        (bool)(await RunAsync(StampScripts.Publish, [Key(database)], [claim, epoch, Text(position)]) ?? RedisResult.Create(false));

    // One hash slot for all of a database, so that a cluster could hold it too.
    private static RedisKey Key(string database) => $"{{{database}}}";

    private static RedisValue[] Values(IReadOnlyList<string> tags) => [.. tags.Select(tag => (RedisValue)tag)];

    // All of one length, so that comparing texts compares numbers: a script's own numbers hold 53 bits.
    private static string Text(ulong position) => position.ToString("X16", CultureInfo.InvariantCulture);

    private async Task<RedisResult?> RunAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            var result = await connection.Redis.GetDatabase().ScriptEvaluateAsync(script, keys, values);
            return result.IsNull ? null : result;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAway(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Stamps do not answer: {Reason}")]
    private partial void LogAway(string reason);
}
