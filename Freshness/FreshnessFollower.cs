using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Freshness;

/// <summary>
/// Follows the logs of writes and maintains a mirror of each database, so that cached values are validated in memory. It has a thread of
/// its own: every writer waits for its acknowledgements, so it must not wait for the thread pool.
/// </summary>
/// <remarks>
/// Leases: Gray and Cheriton, "Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency", SOSP 1989.
/// </remarks>
public sealed partial class FreshnessFollower : IHostedService, IDisposable
{
    private const int RenewalsPerLease = 5;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, FollowedDatabase> _databases = [];
    private readonly FollowerConnection _connection;
    private readonly TimeSpan _lease;
    private readonly TimeSpan _renewal;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Creates a follower without databases.</summary>
    /// <param name="connection">The connection to Redis, for the follower alone.</param>
    /// <param name="options">The length of a lease.</param>
    /// <param name="configuration">Contains the name of this process in telemetry, if it has one.</param>
    /// <param name="environment">Contains the name of the program.</param>
    /// <param name="logger">The log.</param>
    public FreshnessFollower(
        FollowerConnection connection,
        IOptions<FreshnessOptions> options,
        IConfiguration configuration,
        IHostEnvironment environment,
        ILogger<FreshnessFollower> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(environment);
        _connection = connection;
        _lease = options.Value.Lease;
        _renewal = _lease / RenewalsPerLease;
        _name = configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName;
        _logger = logger;
        _thread = new(Run) { Name = "freshness follower", IsBackground = true };
        Telemetry.ObserveFollower(() => _databases.Values);
    }

    /// <summary>The databases that are followed.</summary>
    internal IEnumerable<FollowedDatabase> Databases => _databases.Values;

    /// <summary>Starts to follow a database.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="rowEpoch">Returns the epoch that the database's row holds, read at most a second ago; null when unknown.</param>
    /// <returns>The followed database.</returns>
    public FollowedDatabase Follow(string database, Func<string?> rowEpoch) =>
        _databases.GetOrAdd(database, static (name, rowEpoch) => new(name, rowEpoch), rowEpoch);

    /// <summary>Whether a value is valid: no tag that it depends on was written to since. Decided in memory.</summary>
    /// <param name="dependencies">What it depends on; a value without any is always valid.</param>
    /// <returns>Whether it is valid; also false when that cannot be decided.</returns>
    public bool IsValid(IReadOnlyList<Dependency> dependencies)
    {
        ArgumentNullException.ThrowIfNull(dependencies);
        for (var index = 0; index < dependencies.Count; index++)
        {
            var one = dependencies[index];
            if (!_databases.TryGetValue(one.Database, out var database)) return false;
            if (database.CurrentMirror is not { } mirror || mirror.Epoch != one.Epoch) return false;
            if (!mirror.IsUnchanged(one.Slots, one.Since)) return false;
        }

        return true;
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _isStopping = true;
        if (_thread.IsAlive) _thread.Join(_lease);
    }

    private void Run()
    {
        while (!_isStopping)
        {
            try
            {
                Join();
                if (!Read()) Thread.Sleep(RetryDelay);
                Renew();
                PublishLapses();
            }
            catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
            {
                // Leases end by themselves; a follower that was not dropped in the meantime continues.
                LogUnavailable(e.Message);
                Thread.Sleep(RetryDelay);
            }
            catch (Exception e)
            {
                // After an unexpected failure the mirrors may be wrong.
                LogFailed(e);
                foreach (var database in _databases.Values) database.Discard(_lease);
                Thread.Sleep(RetryDelay);
            }

            foreach (var database in _databases.Values) ReportLapse(database);
        }

        Leave();
    }

    private void Join()
    {
        foreach (var database in _databases.Values)
        {
            if (database.Mirror is not null || !database.MayJoin) continue;
            var sent = Stopwatch.GetTimestamp();
            if (_connection.Join(database.Name, NewId(), database.FormerFollower) is not { } mirror)
            {
                database.Discard(RetryDelay);
                continue;
            }

            mirror.ExtendLease(sent, _lease);
            database.FormerFollower = mirror.Follower;
            database.RenewedAt = sent;
            database.Lag = 0;
            database.Mirror = mirror;
            LogJoined(database.Name, mirror.Epoch);
        }
    }

    // Waits for events, at most until the next lease must be renewed.
    private bool Read()
    {
        var followed = _databases.Values.Where(database => database.Mirror is not null).ToList();
        if (followed.Count == 0) return false;
        var wait = followed.Min(database => _renewal - Stopwatch.GetElapsedTime(database.RenewedAt));
        foreach (var (database, events) in _connection.Read(followed, wait > RetryDelay ? wait : RetryDelay))
        {
            if (!database.TryApply(events)) LogGap(database.Name);
        }

        return true;
    }

    private void Renew()
    {
        foreach (var database in _databases.Values)
        {
            if (database.Mirror is not { } mirror) continue;
            if (!database.MustAcknowledge && Stopwatch.GetElapsedTime(database.RenewedAt) < _renewal) continue;
            var sent = Stopwatch.GetTimestamp();
            (var result, database.Lag) = _connection.Renew(database.Name, mirror);
            switch (result)
            {
                case Renewal.Renewed when mirror.IsWithdrawn:
                    database.Discard(RetryDelay);
                    break;
                case Renewal.Renewed:
                    mirror.ExtendLease(sent, _lease);
                    database.RenewedAt = sent;
                    database.MustAcknowledge = false;
                    break;
                case Renewal.Dropped:
                    LogDropped(database.Name, database.DiscardDropped().TotalSeconds);
                    break;
                case Renewal.OtherLog:
                    database.Discard(TimeSpan.Zero);
                    break;
            }
        }
    }

    // Without a lease Redis may be unavailable as well, so a lapse is published after the lease is renewed.
    private void PublishLapses()
    {
        foreach (var database in _databases.Values)
        {
            if (!database.MustPublishLapse || !database.HasLease) continue;
            _connection.PublishLapse(database.Name, _name);
            database.MustPublishLapse = false;
        }
    }

    // Logs and health details of writers show which process a follower is.
    private string NewId() => $"{_name}:{Guid.NewGuid():N}";

    private void ReportLapse(FollowedDatabase database)
    {
        var hasLease = database.HasLease;
        if (database.HadLease && !hasLease)
        {
            database.CountLapse();
            Telemetry.CountLapse(database.Name);
            LogLapsed(database.Name);
        }

        database.HadLease = hasLease;
    }

    // Writers then do not wait for a process that stops.
    private void Leave()
    {
        foreach (var database in _databases.Values)
        {
            database.Discard(TimeSpan.Zero);
            if (database.FormerFollower.Length == 0) continue;
            try
            {
                _connection.Leave(database.Name, database.FormerFollower);
            }
            catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
            {
                LogUnavailable(e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Following the writes of {Database} in epoch {Epoch}")]
    private partial void LogJoined(string database, string epoch);

    [LoggerMessage(LogLevel.Warning, "The lease on {Database} has ended; reading the primary until it is renewed")]
    private partial void LogLapsed(string database);

    [LoggerMessage(
        LogLevel.Warning, "Dropped as a follower of {Database} because acknowledgements were late; joining again in {Seconds} s")]
    private partial void LogDropped(string database, double seconds);

    [LoggerMessage(LogLevel.Warning, "Events of {Database} are missing from the log because this follower was too slow; joining again")]
    private partial void LogGap(string database);

    [LoggerMessage(LogLevel.Error, "Following the writes failed; reading the primaries until this process has joined again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Debug, "Redis 'freshness' does not answer: {Reason}")]
    private partial void LogUnavailable(string reason);
}
