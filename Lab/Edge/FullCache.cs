using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Edge;

/// <summary>How much memory an edge takes whose cache is full.</summary>
internal static class FullCache
{
    private const int Kinds = 20_000;
    private const int Connections = 8;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(EdgeOptions options, CancellationToken cancellationToken)
    {
        await using var edge = await EdgeProcess.StartAsync([options.Api], EdgeRun.List, cancellationToken);
        var before = edge.Memory;
        var load = Side.Api(edge.Address).Workload(Enumerable.Range(0, Kinds).Select(kind => new Request("GET", string.Create(CultureInfo.InvariantCulture, $"{EdgeRun.List}&kind={kind}"))));
        var filled = await ClosedLoop.RunAsync(load, Connections, Time, cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{filled.Requests:N0} answers, of {Kinds:N0} that differ, one after the other: the edge takes {edge.Memory >> 20} MB of memory, {before >> 20} MB before"));
    }
}
