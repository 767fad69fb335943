using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Edge;

/// <summary>Sends requests at a fixed rate while servers are killed and restarted: no request may fail.</summary>
internal static class Outage
{
    private const int Seconds = 16;
    private const int Connections = 32;

    /// <returns>Whether all requests succeeded.</returns>
    public static async Task<bool> RunAsync(EdgeOptions options, TrivialServers servers, CancellationToken cancellationToken)
    {
        await using var edge = await EdgeProcess.StartAsync(
            [.. servers.Addresses.Take(2)], EdgeRun.Copy, cancellationToken, ("Edge__Cache", "false"));
        var load = Side.Api(edge.Address).Workload([new("GET", EdgeRun.Copy)]);
        await ClosedLoop.RunAsync(load, Connections, TimeSpan.FromSeconds(2), cancellationToken);
        Console.WriteLine($"\n{options.Rate} requests a second over 2 servers, which are killed in turn");
        Console.WriteLine("second   event                   p50 ms   p99 ms   failed");
        var failed = 0L;
        for (var second = 1; second <= Seconds; second++)
        {
            var change = ChangeIn(second);
            var window = OpenLoop.RunAsync(load, Connections, options.Rate, TimeSpan.FromSeconds(1), cancellationToken);
            await Task.Delay(300, cancellationToken);
            if (change is (var server, true)) servers.Kill(server);
            else if (change is var (killed, _)) await servers.RestartAsync(killed, cancellationToken);
            var measured = await window;
            failed += measured.Errors;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{second,6}   {Describe(change),-20}  {measured.P50,9:0.00}  {measured.P99,7:0.00}  {measured.Errors,7}"));
        }

        Console.WriteLine(failed == 0 ? "No request failed." : $"{failed} requests failed.");
        return failed == 0;
    }

    // Every other second: the first server is killed, it is restarted, the second one is killed, it is restarted; twice.
    private static (int Server, bool IsKilled)? ChangeIn(int second) =>
        second % 2 == 0 ? (second / 2 % 4 is 1 or 2 ? 0 : 1, second / 2 % 2 == 1) : null;

    private static string Describe((int Server, bool IsKilled)? change) =>
        change is var (server, isKilled) ? $"server {server + 1} {(isKilled ? "is killed" : "is restarted")}" : "";
}
