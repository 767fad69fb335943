namespace Conduit.Freshness;

/// <summary>
/// One look for all who ask about a database at once. Who asks while a look is under way gets the next one, which is begun after he asked: so what he is told is never
/// older than his question, and however many ask, one look after the other is sent.
/// </summary>
/// <param name="stamps">Where to look.</param>
/// <param name="database">The database.</param>
public sealed class SharedLooks(Stamps stamps, string database)
{
    private readonly Lock _turn = new();
    private Task<Look?>? _underWay;
    private Asked? _next;

    /// <summary>Looks, together with all who ask before it is sent.</summary>
    /// <param name="epoch">The epoch that the database's own row holds.</param>
    /// <param name="tags">What an answer depends on.</param>
    /// <returns>What is known of these tags, and maybe of more; null when nothing is known of that epoch, or Redis does not answer in time.</returns>
    public async Task<Look?> LookAsync(string epoch, IReadOnlyCollection<string> tags)
    {
        if (RequestPatience.IsOver) return null;
        var look = await Join(epoch, tags);
        if (look is null) RequestPatience.End();
        return look?.Epoch == epoch ? look : null;
    }

    private Task<Look?> Join(string epoch, IReadOnlyCollection<string> tags)
    {
        lock (_turn)
        {
            if (_next is { } next)
            {
                next.Tags.UnionWith(tags);
                return next.Answer;
            }

            if (_underWay is not { IsCompleted: false } before) return _underWay = stamps.LookAsync(database, epoch, tags);
            _next = new Asked([.. tags]);
            return _next.Answer = NextAsync(before, _next, epoch);
        }
    }

    private async Task<Look?> NextAsync(Task<Look?> before, Asked asked, string epoch)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<Look?> mine;
        lock (_turn)
        {
            _next = null;
            // Who waited for a look that had no answer has waited long enough.
            if (before is not { IsCompletedSuccessfully: true, Result: not null }) return null;
            mine = _underWay = stamps.LookAsync(database, epoch, asked.Tags);
        }

        return await mine;
    }

    private sealed class Asked(HashSet<string> tags)
    {
        public HashSet<string> Tags { get; } = tags;

        public Task<Look?> Answer { get; set; } = null!;
    }
}
