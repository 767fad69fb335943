using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Conduit.Lab.Consistency;

/// <summary>Counts writes, reads, faults and violations of consistency, and reports the verdict.</summary>
internal sealed class Tally
{
    private const int MaxCounterExamples = 10;

    // The message about a wait arrives some time after the wait.
    private static readonly TimeSpan MessageDelay = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<string, int> _reads = [];
    private readonly ConcurrentDictionary<string, int> _tiers = [];
    private readonly ConcurrentDictionary<string, int> _injectedFaults = [];
    private readonly ConcurrentDictionary<string, int> _failedWrites = [];
    private readonly ConcurrentQueue<CounterExample> _counterExamples = [];
    private readonly ConcurrentDictionary<string, int> _lapses = [];
    private readonly ConcurrentDictionary<string, int> _drops = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _resumed = [];
    private TimeSpan _longestWait;
    private TimeSpan _longestWaitOfSuspended;
    private TimeSpan _longestWrite;
    private TimeSpan _longestRepeatedWrite;
    private int _writes;
    private int _checks;
    private int _partial;
    private int _failedReads;
    private int _violations;
    private long _answers;
    private long _staleAnswers;
    private long _lost;

    /// <summary>Whether no response was stale and no write was lost.</summary>
    public bool IsConsistent => _violations == 0 && _lost == 0;

    public int Reads => _reads.Values.Sum();

    public int Writes => _writes;

    public int Violations => _violations;

    /// <summary>The responses that were checked.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Those of them that missed an acknowledged write.</summary>
    public long StaleAnswers => Interlocked.Read(ref _staleAnswers);

    /// <summary>Acknowledged articles that the primary did not have when their writer came back to them.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>The first responses that were stale.</summary>
    public IReadOnlyCollection<CounterExample> CounterExamples => _counterExamples;

    /// <summary>Counts an acknowledged write.</summary>
    /// <param name="time">How long the writer waited in total.</param>
    /// <param name="isRepeated">Whether the write was sent more than once.</param>
    public void AddWrite(TimeSpan time, bool isRepeated)
    {
        lock (_lock)
        {
            _writes++;
            if (isRepeated) _longestRepeatedWrite = time > _longestRepeatedWrite ? time : _longestRepeatedWrite;
            else _longestWrite = time > _longestWrite ? time : _longestWrite;
        }
    }

    /// <summary>Records that a suspended server was resumed now.</summary>
    public void AddResumption(string server)
    {
        lock (_lock) _resumed[server] = TimeProvider.System.GetTimestamp();
    }

    /// <summary>
    /// Records how long a server waited before it could send a write to the database; separately when the server itself was suspended
    /// meanwhile.
    /// </summary>
    public void AddWait(string server, TimeSpan time)
    {
        lock (_lock)
        {
            if (_resumed.TryGetValue(server, out var resumed) && TimeProvider.System.GetElapsedTime(resumed) < time + MessageDelay)
                _longestWaitOfSuspended = time > _longestWaitOfSuspended ? time : _longestWaitOfSuspended;
            else
                _longestWait = time > _longestWait ? time : _longestWait;
        }
    }

    /// <summary>Counts a lease that ended before it was renewed.</summary>
    public void AddLapse(string follower) => Count(_lapses, follower);

    /// <summary>Counts a follower that a writer dropped.</summary>
    public void AddDrop(string follower) => Count(_drops, follower);

    public void AddFailedWrite(string failure) => Count(_failedWrites, failure);

    public void AddInjectedFault(string fault) => Count(_injectedFaults, fault);

    /// <summary>Counts an acknowledged write that the primary does not have.</summary>
    public void AddLost() => Interlocked.Increment(ref _lost);

    /// <summary>Checks a response against the writes acknowledged before its request and begun before its arrival.</summary>
    /// <param name="view">The request.</param>
    /// <param name="response">The response; null when there was none.</param>
    /// <param name="before">The bounds of the registers before the request.</param>
    /// <param name="sent">When the request was sent.</param>
    public void Check(View view, ViewResponse? response, IReadOnlyDictionary<Register, Bounds> before, DateTimeOffset sent)
    {
        if (response is null)
        {
            Interlocked.Increment(ref _failedReads);
            return;
        }

        Count(_reads, view.Kind);
        Count(_tiers, response.Tier);
        if (response.IsPartial) Interlocked.Increment(ref _partial);
        var isStale = false;
        foreach (var observation in view.Check(response))
        {
            Interlocked.Increment(ref _checks);
            var bounds = before[observation.Register].Until(observation.Register.Now);
            if (observation.IsAllowed(bounds)) continue;
            isStale = true;
            if (Interlocked.Increment(ref _violations) <= MaxCounterExamples)
                _counterExamples.Enqueue(CounterExample.Of(view, response, observation, bounds, sent));
        }

        Interlocked.Increment(ref _answers);
        if (isStale) Interlocked.Increment(ref _staleAnswers);
    }

    public string Report()
    {
        var text = new StringBuilder();
        text.AppendLine(Line($"{"view",-22} {"reads",9}"));
        foreach (var (kind, count) in _reads.OrderBy(kind => kind.Key, StringComparer.Ordinal))
            text.AppendLine(Line($"{kind,-22} {count,9:N0}"));
        text.AppendLine();
        text.AppendLine(
            Line($"{_checks:N0} checks, {_writes:N0} writes acknowledged; ")
            + Line($"failed: {_failedReads:N0} reads, {_failedWrites.Values.Sum():N0} attempts of writes; ")
            + Line($"without a shard: {_partial:N0} lists"));
        text.AppendLine($"responses from  {All(_tiers)}");
        text.AppendLine(
            Line($"writers waited for followers and epochs at most {_longestWait.TotalSeconds:0.00} s, ")
            + Line($"on servers that were suspended meanwhile {_longestWaitOfSuspended.TotalSeconds:0.00} s"));
        text.AppendLine(
            Line($"clients waited for a write at most {_longestWrite.TotalSeconds:0.00} s, ")
            + Line($"for one that was sent again {_longestRepeatedWrite.TotalSeconds:0.00} s"));
        text.AppendLine($"lapses of leases {AllOr(_lapses, "0")}; dropped followers {AllOr(_drops, "0")}");
        text.AppendLine($"injected faults: {AllOr(_injectedFaults, "none")}");
        if (!_failedWrites.IsEmpty) text.AppendLine($"failed writes: {All(_failedWrites)}");
        foreach (var example in _counterExamples) text.AppendLine($"{example}");
        text.Append(IsConsistent
            ? "verdict: nothing stale, nothing lost"
            : Line($"verdict: {_violations:N0} observations were stale or lost, {_lost:N0} acknowledged articles are missing"));
        return text.ToString();
    }

    private static void Count(ConcurrentDictionary<string, int> counts, string what) =>
        counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    private static string AllOr(ConcurrentDictionary<string, int> counts, string none) => counts.IsEmpty ? none : All(counts);

    private static string All(ConcurrentDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => Line($"{count.Key} {count.Value:N0}")));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
