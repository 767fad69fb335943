using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace Conduit.ServiceDefaults.Redis;

/// <summary>
/// Limits how long requests wait for a Redis server that they can do without. A healthy one answers in less than half a millisecond; after
/// several timeouts no command is sent for a second.
/// </summary>
public sealed class RedisCircuitBreaker
{
    /// <summary>How long one command waits for its reply: 50 ms.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(1);

    private readonly ResiliencePipeline _pipeline;

    /// <summary>A closed circuit, for one server.</summary>
    public RedisCircuitBreaker() => _pipeline = new ResiliencePipelineBuilder()
        .AddCircuitBreaker(new()
        {
            FailureRatio = 0.9,
            MinimumThroughput = 5,
            SamplingDuration = BreakDuration,
            BreakDuration = BreakDuration,
            ShouldHandle = arguments => new(IsUnavailable(arguments.Outcome.Exception)),
        })
        .AddTimeout(Timeout)
        .Build();

    /// <summary>
    /// Whether an exception means that the server does not answer, answers too late, or gets no commands while the circuit is open.
    /// </summary>
    /// <param name="exception">The exception.</param>
    /// <returns>Whether the caller can continue without the server.</returns>
    public static bool IsUnavailable(Exception? exception) =>
        exception is RedisException or TimeoutException or TimeoutRejectedException or BrokenCircuitException;

    /// <summary>Runs a command, unless the circuit is open.</summary>
    /// <typeparam name="T">The reply's type.</typeparam>
    /// <param name="command">Sends the command.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="Exception">One for which <see cref="IsUnavailable"/> is true.</exception>
    // The Redis client has no cancellation, so the wait ends instead of the command.
    public async Task<T> RunAsync<T>(Func<Task<T>> command, CancellationToken cancellationToken = default) =>
        await _pipeline.ExecuteAsync(static async (command, limit) => await command().WaitAsync(limit), command, cancellationToken);
}
