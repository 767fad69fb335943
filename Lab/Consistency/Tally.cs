using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Conduit.Lab.Consistency;

/// <summary>What was done and seen, and the verdict.</summary>
internal sealed class Tally
{
    private const int MostShown = 10;

    // A message about a wait takes a while.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<string, int> _reads = [];
    private readonly ConcurrentDictionary<string, int> _tiers = [];
    private readonly ConcurrentDictionary<string, int> _disturbances = [];
    private readonly ConcurrentDictionary<string, int> _unansweredWrites = [];
    private readonly ConcurrentQueue<string> _faults = [];
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
    private int _unansweredReads;

    /// <summary>Whether nothing stale was shown and nothing lost.</summary>
    public bool IsWell => _faults.IsEmpty;

    public int Reads => _reads.Values.Sum();

    public int Writes => _writes;

    public int Faults => _faults.Count;

    /// <summary>Counts an acknowledged write.</summary>
    /// <param name="time">How long its writer waited in all.</param>
    /// <param name="isRepeated">Whether it had to be sent more than once.</param>
    public void AddWrite(TimeSpan time, bool isRepeated)
    {
        lock (_lock)
        {
            _writes++;
            if (isRepeated) _longestRepeatedWrite = time > _longestRepeatedWrite ? time : _longestRepeatedWrite;
            else _longestWrite = time > _longestWrite ? time : _longestWrite;
        }
    }

    /// <summary>Notes that a server stood still until now.</summary>
    public void AddResumption(string server)
    {
        lock (_lock) _resumed[server] = TimeProvider.System.GetTimestamp();
    }

    /// <summary>
    /// Notes how long a server waited before it could send a write to the database; apart when it stood still itself meanwhile.
    /// </summary>
    public void AddWait(string server, TimeSpan time)
    {
        lock (_lock)
        {
            if (_resumed.TryGetValue(server, out var resumed) && TimeProvider.System.GetElapsedTime(resumed) < time + Delay)
                _longestWaitOfSuspended = time > _longestWaitOfSuspended ? time : _longestWaitOfSuspended;
            else
                _longestWait = time > _longestWait ? time : _longestWait;
        }
    }

    /// <summary>Counts a lease that ended before it was renewed.</summary>
    public void AddLapse(string follower) => Count(_lapses, follower);

    /// <summary>Counts a follower that a writer dropped.</summary>
    public void AddDrop(string follower) => Count(_drops, follower);

    public void Unanswered(string why) => Count(_unansweredWrites, why);

    public void Disturbed(string how) => Count(_disturbances, how);

    /// <summary>Checks an answer against what was acknowledged before it was asked for, and begun before it came.</summary>
    public void Check(View view, Seen? seen, IReadOnlyDictionary<Register, Bounds> before)
    {
        if (seen is null)
        {
            Interlocked.Increment(ref _unansweredReads);
            return;
        }

        Count(_reads, view.Kind);
        Count(_tiers, seen.Tier);
        if (seen.IsPartial) Interlocked.Increment(ref _partial);
        foreach (var (register, shown, mayBe) in view.Check(seen))
        {
            Interlocked.Increment(ref _checks);
            var bounds = before[register].Until(register.Now);
            if (mayBe(bounds)) continue;
            _faults.Enqueue($"{DateTime.Now:HH:mm:ss.fff} {view.Kind} {view.Path} from {seen.Timing}: {register.What} {shown}, where {bounds.From} was acknowledged before and {bounds.To} begun after");
        }
    }

    public string Report()
    {
        var text = new StringBuilder();
        text.AppendLine(Line($"{"view",-22} {"reads",9}"));
        foreach (var (kind, count) in _reads.OrderBy(kind => kind.Key, StringComparer.Ordinal)) text.AppendLine(Line($"{kind,-22} {count,9:N0}"));
        text.AppendLine();
        text.AppendLine(Line($"{_checks:N0} checks, {_writes:N0} writes acknowledged; not answered: {_unansweredReads:N0} reads, {_unansweredWrites.Values.Sum():N0} tries of writes; without a shard: {_partial:N0} lists"));
        text.AppendLine($"answered by  {All(_tiers)}");
        text.AppendLine(Line(
            $"writers waited for followers and epochs at most {_longestWait.TotalSeconds:0.00} s, on servers that stood still themselves {_longestWaitOfSuspended.TotalSeconds:0.00} s"));
        text.AppendLine(Line($"clients waited for a write at most {_longestWrite.TotalSeconds:0.00} s, for one that was sent again {_longestRepeatedWrite.TotalSeconds:0.00} s"));
        text.AppendLine($"lapses of leases {(_lapses.IsEmpty ? "0" : All(_lapses))}; dropped followers {(_drops.IsEmpty ? "0" : All(_drops))}");
        text.AppendLine($"disturbed by {(_disturbances.IsEmpty ? "nothing" : All(_disturbances))}");
        if (!_unansweredWrites.IsEmpty) text.AppendLine($"not answered {All(_unansweredWrites)}");
        foreach (var fault in _faults.Take(MostShown)) text.AppendLine(fault);
        text.Append(IsWell ? "verdict: nothing stale, nothing lost" : Line($"verdict: {_faults.Count:N0} answers were stale or lost something"));
        return text.ToString();
    }

    private static void Count(ConcurrentDictionary<string, int> counts, string what) => counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    private static string All(ConcurrentDictionary<string, int> counts) =>
        string.Join(", ", counts.OrderByDescending(count => count.Value).Select(count => Line($"{count.Key} {count.Value:N0}")));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
