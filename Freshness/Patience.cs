using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace Conduit.Freshness;

/// <summary>How long a request waits for a Redis server, which costs less than half a millisecond when it is well: 50 ms, and when that was in vain several times, not at all for a while.</summary>
public sealed class Patience
{
    /// <summary>How long one question waits for its answer: 50 ms.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly ResiliencePipeline _pipeline;

    /// <summary>For one server.</summary>
    public Patience() => _pipeline = new ResiliencePipelineBuilder()
        .AddCircuitBreaker(new()
        {
            FailureRatio = 0.9,
            MinimumThroughput = 5,
            SamplingDuration = Rest,
            BreakDuration = Rest,
            ShouldHandle = arguments => new(IsAway(arguments.Outcome.Exception)),
        })
        .AddTimeout(Longest)
        .Build();

    /// <summary>Whether this was thrown because the server is away, slow, or left alone.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Whether one can go on without.</returns>
    public static bool IsAway(Exception? exception) => exception is RedisException or TimeoutException or TimeoutRejectedException or BrokenCircuitException;

    /// <summary>Asks, and waits no longer than it has patience.</summary>
    /// <typeparam name="T">What the server answers.</typeparam>
    /// <param name="ask">Asks it.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="Exception">One that <see cref="IsAway"/> knows.</exception>
    // The client of Redis takes no notice of a token.
    public async Task<T> WaitAsync<T>(Func<Task<T>> ask, CancellationToken cancel = default) =>
        await _pipeline.ExecuteAsync(static async (ask, limit) => await ask().WaitAsync(limit), ask, cancel);
}
