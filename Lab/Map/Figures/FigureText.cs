using System.Globalization;

namespace Conduit.Lab.Map.Figures;

/// <summary>Numbers as the map shows them.</summary>
internal static class FigureText
{
    public const string None = "–";

    private static readonly string[] Units = ["B", "kB", "MB", "GB"];

    /// <summary>A rate with a unit: <c>1,204 req/s</c>; small ones with a decimal.</summary>
    public static string Rate(double rate, string unit) => $"{Number(rate)} {unit}";

    public static string Number(double number) => number switch
    {
        < 0.05 => "0",
        < 9.95 => number.ToString("0.#", CultureInfo.InvariantCulture),
        _ => number.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>A number with one decimal when it is small.</summary>
    public static string Decimal(double number) => number.ToString(number < 10 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>The time of day.</summary>
    public static string Time(DateTimeOffset at) => at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => None,
        < 10 => milliseconds.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => milliseconds.Value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++) bytes /= 1000;
        return $"{bytes.ToString(bytes < 10 && unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>How far apart dots are that show a rate, on a path along which they travel 120 units in a step of the animation.</summary>
    public static int Spacing(double rate) => rate switch
    {
        < 0.05 => 0,
        < 2 => 120,
        < 10 => 60,
        < 40 => 40,
        < 150 => 30,
        < 500 => 24,
        < 2000 => 15,
        _ => 12,
    };
}
