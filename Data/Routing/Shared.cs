namespace Conduit.Data.Routing;

/// <summary>
/// One question for many who ask it. Who asks while the question is under way gets the answer to the next one, which begins after he asked: so an answer is never
/// older than its question, and however many ask at once, one question after the other is sent.
/// </summary>
/// <typeparam name="T">The answer's type.</typeparam>
/// <param name="ask">Asks.</param>
internal sealed class Shared<T>(Func<Task<T>> ask)
{
    private readonly Lock _turn = new();
    private Task<T>? _underWay;
    private Task<T>? _next;

    /// <summary>Asks, together with all who ask before the question is sent.</summary>
    /// <returns>The answer.</returns>
    public Task<T> AskAsync()
    {
        lock (_turn)
        {
            return _next is not null ? _next
                : _underWay is { IsCompleted: false } ? _next = NextAsync(_underWay)
                : _underWay = ask();
        }
    }

    private async Task<T> NextAsync(Task<T> before)
    {
        // Always on its own: were it done on the spot, who asked would keep as next what is under way already.
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<T> mine;
        lock (_turn)
        {
            _next = null;
            mine = _underWay = ask();
        }

        return await mine;
    }
}
