using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Cache;
using Conduit.Lab.Load;

namespace Conduit.Lab.Edge;

/// <summary>A run of <c>lab edge</c>.</summary>
internal static class EdgeRun
{
    /// <summary>The path of the list at the API; the other servers return the same bytes.</summary>
    public const string List = "/api/articles?limit=20";

    /// <summary>The path of the copy of the list at the trivial servers.</summary>
    public const string Copy = "/api/list";

    public const string Throughput = "throughput";
    public const string Spread = "spread";
    public const string Memory = "memory";
    public const string Outage = "outage";

    private const int Users = 16;
    private const int Articles = 200;
    private const int LightRate = 200;
    private static readonly int[] Connections = [16, 64];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(EdgeOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conduit-lab-");
        try
        {
            using var client = new LabClient(options.Api, cancellationToken);
            await new SetUp(new(Users, Articles, WithOwn: false), client, cancellationToken).RunAsync();
            using var api = new TimedClient(options.Api);
            var copy = Path.Combine(folder.FullName, "list");
            var list = await api.GetAsync(List, user: null, tag: null, cancellationToken);
            await File.WriteAllBytesAsync(copy, list.Body, cancellationToken);
            await using var servers = await TrivialServers.StartAsync(3, copy, cancellationToken);

            if (options.Has(Throughput)) await MeasureAsync(options, servers, folder, cancellationToken);
            if (options.Has(Spread)) await Edge.Spread.RunAsync(options, servers, cancellationToken);
            if (options.Has(Memory)) await FullCache.RunAsync(options, cancellationToken);
            return !options.Has(Outage) || await Edge.Outage.RunAsync(options, servers, cancellationToken) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(
        EdgeOptions options, TrivialServers servers, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var one = servers.Addresses[0];
        var noCache = ("Edge__Cache", "false");
        await using var bare = await ServerProcess.StartAsync(["bare-proxy", one.ToString()], remedy: "", cancellationToken);
        await using var cached = await EdgeProcess.StartAsync([options.Api], List, cancellationToken);
        await using var over1 = await EdgeProcess.StartAsync([.. servers.Addresses.Take(1)], Copy, cancellationToken, noCache);
        await using var over2 = await EdgeProcess.StartAsync([.. servers.Addresses.Take(2)], Copy, cancellationToken, noCache);
        await using var over3 = await EdgeProcess.StartAsync(servers.Addresses, Copy, cancellationToken, noCache);
        await using var nginx = await NginxProcess.StartAsync(options.Nginx, one, Copy, caches: false, folder, cancellationToken);
        await using var nginxCached = await NginxProcess.StartAsync(options.Nginx, one, Copy, caches: true, folder, cancellationToken);
        (string Name, Uri? Server, string Path)[] rows =
        [
            ("trivial Kestrel", one, Copy), ("api-1, its caches on", options.Api, List),
            ("edge, hit", cached.Address, List), ("nginx, hit", nginxCached?.Address, Copy),
            ("edge over 1 server", over1.Address, Copy),
            ("edge over 2 servers", over2.Address, Copy),
            ("edge over 3 servers", over3.Address, Copy),
            ("bare YARP over 1", bare.Address, Copy), ("nginx over 1", nginx?.Address, Copy),
        ];

        var columns = string.Join("", Connections.Select(count => $"{count,6} connections: req/s   ratio   p99 ms"));
        Console.WriteLine($"\n                          {columns}   at {LightRate}/s: p50 ms   p99 ms");
        var first = new Dictionary<int, double>();
        // The first measurement must not include the time of the just-in-time compiler.
        await ClosedLoop.RunAsync(Side.Api(one).Workload([new("GET", Copy)]), Connections[^1], WarmUp * 4, cancellationToken);
        foreach (var (name, server, path) in rows)
        {
            if (server is null)
            {
                Console.WriteLine($"{name,-22} nginx was not found: give its path with --nginx");
                continue;
            }

            var load = Side.Api(server).Workload([new("GET", path)]);
            var line = $"{name,-22}";
            foreach (var count in Connections)
            {
                await ClosedLoop.RunAsync(load, count, WarmUp, cancellationToken);
                var full = RequireNoErrors(name, await ClosedLoop.RunAsync(load, count, options.Time, cancellationToken));
                first.TryAdd(count, full.Rate);
                var ratio = full.Rate / first[count];
                line += string.Create(CultureInfo.InvariantCulture, $"{full.Rate,26:N0}  {ratio,6:0.00}  {full.P99,7:0.00}");
            }

            var light = RequireNoErrors(name, await OpenLoop.RunAsync(load, 4, LightRate, options.Time, cancellationToken));
            Console.WriteLine(line + string.Create(CultureInfo.InvariantCulture, $"{light.P50,19:0.00}  {light.P99,7:0.00}"));
        }
    }

    private static Measurement RequireNoErrors(string name, Measurement measured) => measured.Errors == 0
        ? measured
        : throw new LabException($"{name}: {measured.Errors} of {measured.Requests} requests failed.");
}
