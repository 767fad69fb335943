using System.Collections.Concurrent;
using System.Diagnostics;
using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Logging;

namespace Conduit.Freshness;

/// <summary>
/// What the follower's thread does: joins the log of each database, applies its events to the mirror, acknowledges them and renews the
/// lease.
/// </summary>
internal sealed partial class FollowerLoop(
    ConcurrentDictionary<string, FollowedDatabase> databases, FollowerConnection connection, TimeSpan lease, string name, ILogger logger)
{
    private const int RenewalsPerLease = 5;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _renewal = lease / RenewalsPerLease;
    private volatile bool _isStopping;

    /// <summary>Makes <see cref="Run"/> leave the logs and return.</summary>
    public void Stop() => _isStopping = true;

    public void Run()
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
                foreach (var database in databases.Values) database.Discard(lease);
                Thread.Sleep(RetryDelay);
            }

            foreach (var database in databases.Values) ReportLapse(database);
        }

        Leave();
    }

    private void Join()
    {
        foreach (var database in databases.Values)
        {
            if (database.Mirror is not null || !database.MayJoin) continue;
            var sent = Stopwatch.GetTimestamp();
            if (connection.Join(database.Name, NewId(), database.FormerFollower) is not { } mirror)
            {
                database.Discard(RetryDelay);
                continue;
            }

            mirror.ExtendLease(sent, lease);
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
        var followed = databases.Values.Where(database => database.Mirror is not null).ToList();
        if (followed.Count == 0) return false;
        var wait = followed.Min(database => _renewal - Stopwatch.GetElapsedTime(database.RenewedAt));
        foreach (var (database, events) in connection.Read(followed, wait > RetryDelay ? wait : RetryDelay))
        {
            if (!database.TryApply(events)) LogGap(database.Name);
        }

        return true;
    }

    private void Renew()
    {
        foreach (var database in databases.Values)
        {
            if (database.Mirror is not { } mirror) continue;
            if (!database.MustAcknowledge && Stopwatch.GetElapsedTime(database.RenewedAt) < _renewal) continue;
            var sent = Stopwatch.GetTimestamp();
            (var result, database.Lag) = connection.Renew(database.Name, mirror);
            switch (result)
            {
                case Renewal.Renewed when mirror.IsWithdrawn:
                    database.Discard(RetryDelay);
                    break;
                case Renewal.Renewed:
                    mirror.ExtendLease(sent, lease);
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
        foreach (var database in databases.Values)
        {
            if (!database.MustPublishLapse || !database.HasLease) continue;
            connection.PublishLapse(database.Name, name);
            database.MustPublishLapse = false;
        }
    }

    // Logs and health details of writers show which process a follower is.
    private string NewId() => $"{name}:{Guid.NewGuid():N}";

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
        foreach (var database in databases.Values)
        {
            database.Discard(TimeSpan.Zero);
            if (database.FormerFollower.Length == 0) continue;
            try
            {
                connection.Leave(database.Name, database.FormerFollower);
            }
            catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
            {
                LogUnavailable(e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Following the writes of {Database} in epoch {Epoch}")]
    private partial void LogJoined(string database, string epoch);

    [LoggerMessage(LogLevel.Warning, "The lease on {Database} has ended; cached values are not used until it is renewed")]
    private partial void LogLapsed(string database);

    [LoggerMessage(
        LogLevel.Warning, "Dropped as a follower of {Database} because acknowledgements were late; joining again in {Seconds} s")]
    private partial void LogDropped(string database, double seconds);

    [LoggerMessage(LogLevel.Warning, "Events of {Database} are missing from the log because this follower was too slow; joining again")]
    private partial void LogGap(string database);

    [LoggerMessage(LogLevel.Error, "Following the event logs failed; cached values are not used until this process has joined again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Debug, "Redis 'freshness' does not answer: {Reason}")]
    private partial void LogUnavailable(string reason);
}
