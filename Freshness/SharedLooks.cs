namespace Conduit.Freshness;

/// <summary>
/// One look for all who ask at once. Who asks while a look is under way gets the next one, which is begun after he asked: so what he is told is never
/// older than his question, and however many ask, one look after the other is sent.
/// </summary>
/// <param name="stamps">Where to look.</param>
public sealed class SharedLooks(Stamps stamps)
{
    private readonly Lock _turn = new();
    private Task<Dictionary<string, Look>?>? _underWay;
    private Asked? _next;

    /// <summary>Looks, together with all who ask before it is sent.</summary>
    /// <param name="database">The database.</param>
    /// <param name="epoch">The epoch that the database's own row holds.</param>
    /// <param name="tags">What an answer depends on.</param>
    /// <returns>What is known of these tags, and maybe of more; null when nothing is known of that epoch, or Redis does not answer in time.</returns>
    public async Task<Look?> LookAsync(string database, string epoch, IReadOnlyCollection<string> tags) =>
        (await LookAsync([new(database, epoch, 0, tags)]))?.GetValueOrDefault(database) is { } look && look.Epoch == epoch ? look : null;

    /// <summary>Looks likewise at all that an answer depends on, in whatever databases.</summary>
    /// <param name="on">That; the epochs are those that the databases' own rows hold.</param>
    /// <returns>Whether nothing of it was written to since, nor is just now; false, too, when that is not known.</returns>
    public async Task<bool> AreUnchangedAsync(IReadOnlyList<Dependency> on)
    {
        ArgumentNullException.ThrowIfNull(on);
        if (await LookAsync(on) is not { } looks) return false;
        foreach (var one in on)
            if (looks.GetValueOrDefault(one.Database) is not { } look || look.Epoch != one.Epoch || !look.IsUnchanged(one.Tags, one.Since)) return false;
        return true;
    }

    private async Task<Dictionary<string, Look>?> LookAsync(IReadOnlyList<Dependency> on)
    {
        if (RequestPatience.IsOver) return null;
        var looks = await Join(on);
        if (looks is null) RequestPatience.End();
        return looks;
    }

    private Task<Dictionary<string, Look>?> Join(IReadOnlyList<Dependency> on)
    {
        lock (_turn)
        {
            if (_next is { } next)
            {
                next.Add(on);
                return next.Answer;
            }

            if (_underWay is not { IsCompleted: false } before) return _underWay = SendAsync(new Asked(on));
            _next = new Asked(on);
            return _next.Answer = NextAsync(before, _next);
        }
    }

    private async Task<Dictionary<string, Look>?> NextAsync(Task<Dictionary<string, Look>?> before, Asked asked)
    {
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<Dictionary<string, Look>?> mine;
        lock (_turn)
        {
            _next = null;
            // Who waited for a look that had no answer has waited long enough.
            if (before is not { IsCompletedSuccessfully: true, Result: not null }) return null;
            mine = _underWay = SendAsync(asked);
        }

        return await mine;
    }

    // One question a database, sent together; null when none of them has an answer.
    private async Task<Dictionary<string, Look>?> SendAsync(Asked asked)
    {
        var looks = await Task.WhenAll(asked.Databases.Select(database => stamps.LookAsync(database.Key, database.Value.Epoch, database.Value.Tags)));
        return looks.All(look => look is null) ? null : asked.Databases.Keys.Zip(looks).Where(look => look.Second is not null).ToDictionary(look => look.First, look => look.Second!);
    }

    private sealed class Asked
    {
        private IReadOnlyList<Dependency>? _last;

        public Asked(IReadOnlyList<Dependency> on) => Add(on);

        public Dictionary<string, (string Epoch, HashSet<string> Tags)> Databases { get; } = [];

        public Task<Dictionary<string, Look>?> Answer { get; set; } = null!;

        public void Add(IReadOnlyList<Dependency> on)
        {
            // A crowd asks about one and the same answer.
            if (ReferenceEquals(on, _last)) return;
            _last = on;
            foreach (var one in on)
            {
                if (!Databases.TryGetValue(one.Database, out var asked)) Databases[one.Database] = asked = (one.Epoch, []);
                asked.Tags.UnionWith(one.Tags);
            }
        }
    }
}
