using System.Globalization;

namespace Conduit.Worker.Seed;

/// <summary>A progress bar in a log, where no line can be written over: a line a second, and one at the end.</summary>
/// <param name="what">What is counted.</param>
/// <param name="total">How many there will be.</param>
/// <param name="say">Writes a line.</param>
internal sealed class SeedProgress(string what, int total, Action<string> say)
{
    private const int Width = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _said = TimeProvider.System.GetTimestamp();

    public void Reach(int done)
    {
        if (done < total && TimeProvider.System.GetElapsedTime(_said) < Pause) return;
        _said = TimeProvider.System.GetTimestamp();
        var percent = (int)(100L * done / total);
        var bar = new string('#', percent * Width / 100).PadRight(Width);
        say(string.Create(CultureInfo.InvariantCulture, $"{what,-8} [{bar}] {percent,3} %  {done}/{total}"));
    }
}
