using System.Globalization;

namespace Conduit.Seed;

/// <summary>A progress bar for a log, whose lines cannot be overwritten: one line per second and one at the end.</summary>
/// <param name="what">What is counted.</param>
/// <param name="total">The total number.</param>
/// <param name="log">Writes a line.</param>
internal sealed class SeedProgress(string what, int total, Action<string> log)
{
    private const int Width = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private long _loggedAt = TimeProvider.System.GetTimestamp();

    public void Report(int done)
    {
        if (done < total && TimeProvider.System.GetElapsedTime(_loggedAt) < Interval) return;
        _loggedAt = TimeProvider.System.GetTimestamp();
        var percent = (int)(100L * done / total);
        var bar = new string('#', percent * Width / 100).PadRight(Width);
        log(string.Create(CultureInfo.InvariantCulture, $"{what,-8} [{bar}] {percent,3} %  {done}/{total}"));
    }
}
