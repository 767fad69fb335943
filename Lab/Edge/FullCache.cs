using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Edge;

/// <summary>Measures the memory of an edge whose cache is full.</summary>
internal static class FullCache
{
    private const int Kinds = 20_000;
    private const int Connections = 8;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(EdgeOptions options, CancellationToken cancellationToken)
    {
        await using var edge = await EdgeProcess.StartAsync([options.Api], EdgeRun.List, cancellationToken);
        var before = edge.Memory;
        var number = CultureInfo.InvariantCulture;
        var paths = Enumerable.Range(0, Kinds).Select(kind => string.Create(number, $"{EdgeRun.List}&kind={kind}"));
        var load = Side.Api(edge.Address).Workload(paths.Select(path => new Request("GET", path)));
        var filled = await ClosedLoop.RunAsync(load, Connections, Time, cancellationToken);
        Console.WriteLine(
            string.Create(number, $"\n{filled.Requests:N0} responses to {Kinds:N0} different requests in turn: ")
            + string.Create(number, $"the edge takes {edge.Memory >> 20} MB of memory, {before >> 20} MB before"));
    }
}
