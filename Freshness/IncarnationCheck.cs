using Conduit.ServiceDefaults.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>
/// Checks at the start that scripts can read the incarnation of the Redis server. Without it a restarted server would look like the one
/// before, and a lease on its lost log would seem valid; so the service does not start. Managed servers may refuse <c>INFO</c> to scripts.
/// </summary>
/// <param name="connection">The connection to the server.</param>
/// <param name="lifetime">Stops the service when the server answers only later, and refuses.</param>
/// <param name="logger">The log of this process.</param>
internal sealed partial class IncarnationCheck(
    RedisConnection connection, IHostApplicationLifetime lifetime, ILogger<IncarnationCheck> logger) : BackgroundService
{
    private const int ErrorExitCode = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly RedisKey[] Keys = ["{incarnation}"];

    // Replies of a server that starts, fails over or runs a long script.
    private static readonly string[] TemporaryErrors =
        ["LOADING", "BUSY", "MASTERDOWN", "READONLY", "TRYAGAIN", "CLUSTERDOWN", "NOREPLICAS"];

    private bool _isAnswered;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await FindFaultAsync() is { } fault)
            throw new OptionsValidationException(nameof(Freshness), typeof(FreshnessOptions), [fault]);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_isAnswered && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (await FindFaultAsync() is not { } fault) continue;
            LogRefused(fault);
            Environment.ExitCode = ErrorExitCode;
            lifetime.StopApplication();
        }
    }

    // Null when all is well, and while the server does not answer: services start without it.
    private async Task<string?> FindFaultAsync()
    {
        try
        {
            var incarnation = (string?)await connection.Redis.GetDatabase().ScriptEvaluateAsync(FreshnessScripts.Incarnation, Keys);
            _isAnswered = true;
            // A proxy that hides its servers reports zeros.
            return incarnation?.Trim('0') is { Length: > 0 } ? null : Describe("it reports no master_replid");
        }
        catch (RedisServerException e) when (!TemporaryErrors.Any(error => e.Message.StartsWith(error, StringComparison.Ordinal)))
        {
            _isAnswered = true;
            return Describe(e.Message);
        }
        catch (Exception e) when (RedisCircuitBreaker.IsUnavailable(e))
        {
            return null;
        }
    }

    private static string Describe(string reason) =>
        "The Redis server 'freshness' cannot be used, because its scripts cannot read an incarnation "
        + $"({reason}): use one whose scripts may call INFO replication.";

    [LoggerMessage(LogLevel.Critical, "{Fault} The service stops.")]
    private partial void LogRefused(string fault);
}
