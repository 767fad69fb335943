using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Edge;

/// <summary>Measures how each policy distributes requests over three servers, with one client connection and with many.</summary>
internal static class Spread
{
    private static readonly string[] Policies = ["PowerOfTwoChoices", "LeastRequests", "RoundRobin", "Random", "First"];
    private static readonly int[] Connections = [1, 16];

    public static async Task RunAsync(EdgeOptions options, TrivialServers servers, CancellationToken cancellationToken)
    {
        Console.WriteLine("\nspread over 3 servers, percent   1 connection           16 connections         farthest from even");
        foreach (var policy in Policies)
        {
            await using var edge = await EdgeProcess.StartAsync(
                servers.Addresses, EdgeRun.Copy, cancellationToken, ("Edge__Cache", "false"), ("Edge__Balancing", policy));
            var load = Side.Api(edge.Address).Workload([new("GET", EdgeRun.Copy)]);
            var line = $"{policy,-30}";
            var farthest = 0.0;
            foreach (var count in Connections)
            {
                var before = await EdgeProcess.ServedAsync(edge, cancellationToken);
                await ClosedLoop.RunAsync(load, count, options.Time, cancellationToken);
                var served = (await EdgeProcess.ServedAsync(edge, cancellationToken)).Zip(before, (now, then) => now - then).ToList();
                var shares = served.Select(one => 100.0 * one / served.Sum()).ToList();
                farthest = Math.Max(farthest, shares.Max(share => Math.Abs((share * served.Count / 100) - 1)));
                line += $"   {string.Join(" ", shares.Select(share => share.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(6)))}";
            }

            Console.WriteLine(line + string.Create(CultureInfo.InvariantCulture, $"{100 * farthest,16:0} %"));
        }
    }
}
