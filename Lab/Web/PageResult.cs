using System.Globalization;
using Conduit.Lab.Load;

namespace Conduit.Lab.Web;

/// <summary>How one page was served by one server.</summary>
/// <param name="Page">The page.</param>
/// <param name="Server">The server, and which caches are on.</param>
/// <param name="Size">The page's size in bytes.</param>
/// <param name="Saturated">The closed loop with many connections.</param>
/// <param name="Alone">The closed loop with one connection.</param>
/// <param name="Paced">The open loop at a fixed rate.</param>
internal sealed record PageResult(string Page, string Server, int Size, Measurement Saturated, Measurement Alone, Measurement Paced)
{
    /// <summary>Prints a table; the ratio is to the first row of the same page.</summary>
    public static void Print(IEnumerable<PageResult> rows, int rate)
    {
        Console.WriteLine($"\n{"",-20} {"",-20} {"",4} {"closed loop",17} {"one connection",17} {$"open loop, {rate}/s",17}");
        Console.WriteLine(
            $"{"page",-20} {"served by",-20} {"kB",4} {"pages/s",9} {"ratio",7} {"p50 ms",9} {"p99 ms",7} {"p50 ms",9} {"p99 ms",7}");
        foreach (var page in rows.GroupBy(row => row.Page))
        {
            foreach (var row in page)
                Console.WriteLine(row.Line(row.Saturated.Rate / page.First().Saturated.Rate));
        }
    }

    private string Line(double ratio)
    {
        var number = CultureInfo.InvariantCulture;
        return string.Create(number, $"{Page,-20} {Server,-20} {Size / 1024.0,4:0.0} {Saturated.Rate,9:N0} {ratio,7:0.00} ")
            + string.Create(number, $"{Alone.P50,9:0.00} {Alone.P99,7:0.00} {Paced.P50,9:0.00} {Paced.P99,7:0.00}");
    }
}
