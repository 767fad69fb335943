using System.Globalization;

namespace Conduit.Lab.Map.Lessons.Results;

/// <summary>Numbers of results, with about three digits.</summary>
internal static class LessonNumber
{
    public const string None = "–";

    public static string Write(double number) => Math.Abs(number) switch
    {
        0 => "0",
        < .1 => number.ToString("0.###", CultureInfo.InvariantCulture),
        < 10 => number.ToString("0.##", CultureInfo.InvariantCulture),
        < 100 => number.ToString("0.#", CultureInfo.InvariantCulture),
        _ => number.ToString("#,0", CultureInfo.InvariantCulture),
    };
}
