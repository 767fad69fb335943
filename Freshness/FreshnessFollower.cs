using System.Collections.Concurrent;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conduit.Freshness;

/// <summary>
/// Follows the event logs and maintains a mirror of each database, so that cached values are validated in memory. It has a thread of
/// its own: every writer waits for its acknowledgements, so it must not wait for the thread pool.
/// </summary>
/// <remarks>
/// Leases: Gray and Cheriton, "Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency", SOSP 1989.
/// </remarks>
public sealed class FreshnessFollower : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, FollowedDatabase> _databases = [];
    private readonly FollowerLoop _loop;
    private readonly TimeSpan _lease;
    private readonly Thread _thread;
    private readonly IDisposable? _changes;
    private volatile bool _isValidationOff;

    /// <summary>Creates a follower without databases.</summary>
    /// <param name="connection">The connection to Redis, for the follower alone.</param>
    /// <param name="options">The length of a lease.</param>
    /// <param name="unsafeOptions">Say whether validation is switched off, to show what it is for.</param>
    /// <param name="configuration">Contains the name of this process in telemetry, if it has one.</param>
    /// <param name="environment">Contains the name of the program.</param>
    /// <param name="logger">The log.</param>
    public FreshnessFollower(
        FollowerConnection connection,
        IOptions<FreshnessOptions> options,
        IOptionsMonitor<UnsafeOptions> unsafeOptions,
        IConfiguration configuration,
        IHostEnvironment environment,
        ILogger<FreshnessFollower> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(unsafeOptions);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(environment);
        _lease = options.Value.Lease;
        _loop = new(_databases, connection, _lease, configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName, logger);
        _thread = new(_loop.Run) { Name = "freshness follower", IsBackground = true };
        _isValidationOff = unsafeOptions.CurrentValue.ServeWithoutValidation;
        _changes = unsafeOptions.OnChange(changed => _isValidationOff = changed.ServeWithoutValidation);
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

    /// <summary>
    /// Starts to follow a database whose log alone decides: its writers never bypass Redis, so it has no row with an epoch, and cached
    /// values stay valid while its service is stopped.
    /// </summary>
    /// <param name="database">Its name.</param>
    /// <returns>The followed database.</returns>
    public FollowedDatabase FollowLog(string database) => _databases.GetOrAdd(database, static name => new(name, rowEpoch: null));

    /// <summary>Whether a value is valid: no cache tag that it depends on was written to since. Decided in memory.</summary>
    /// <param name="dependencies">What it depends on; a value without any is always valid.</param>
    /// <returns>Whether it is valid; also false when that cannot be decided.</returns>
    public bool IsValid(IReadOnlyList<Dependency> dependencies)
    {
        ArgumentNullException.ThrowIfNull(dependencies);
        if (_isValidationOff) return true;
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
        _loop.Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _changes?.Dispose();
        _loop.Stop();
        if (_thread.IsAlive) _thread.Join(_lease);
    }
}
