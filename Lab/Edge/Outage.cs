using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Edge;

/// <summary>What clients notice of servers that are killed and started again, at a steady rate: nothing of it may fail.</summary>
internal static class Outage
{
    private const int Seconds = 16;
    private const int Connections = 32;

    /// <returns>Whether nothing failed.</returns>
    public static async Task<bool> RunAsync(EdgeOptions options, TrivialServers servers, CancellationToken cancellationToken)
    {
        await using var edge = await EdgeProcess.StartAsync([.. servers.Addresses.Take(2)], EdgeRun.Copy, cancellationToken, ("Edge__Cache", "false"));
        var load = Side.Api(edge.Address).Workload([new("GET", EdgeRun.Copy)]);
        await ClosedLoop.RunAsync(load, Connections, TimeSpan.FromSeconds(2), cancellationToken);
        Console.WriteLine($"\n{options.Rate} requests a second over 2 servers, which are killed in turn\nsecond   what happens in it      p50 ms   p99 ms   failed");
        var failed = 0L;
        for (var second = 1; second <= Seconds; second++)
        {
            var deed = Deed(second);
            var window = OpenLoop.RunAsync(load, Connections, options.Rate, TimeSpan.FromSeconds(1), cancellationToken);
            await Task.Delay(300, cancellationToken);
            if (deed is (var server, true)) servers.Kill(server);
            else if (deed is var (back, _)) await servers.RestartAsync(back, cancellationToken);
            var seen = await window;
            failed += seen.Errors;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{second,6}   {Told(deed),-20}  {seen.P50,9:0.00}  {seen.P99,7:0.00}  {seen.Errors,7}"));
        }

        Console.WriteLine(failed == 0 ? "No request failed." : string.Create(CultureInfo.InvariantCulture, $"{failed} requests failed."));
        return failed == 0;
    }

    // Every other second: the first is killed, is back, the other is killed, is back; twice.
    private static (int Server, bool IsKilled)? Deed(int second) => second % 2 == 0 ? (second / 2 % 4 is 1 or 2 ? 0 : 1, second / 2 % 2 == 1) : null;

    private static string Told((int Server, bool IsKilled)? deed) => deed is var (server, killed) ? $"server {server + 1} {(killed ? "is killed" : "is back")}" : "";
}
