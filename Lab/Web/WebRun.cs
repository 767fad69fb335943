using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Cache;
using Conduit.Lab.Load;

namespace Conduit.Lab.Web;

/// <summary>A run of <c>lab web</c>.</summary>
internal static class WebRun
{
    public const string Home = "home";
    public const string Article = "article";

    private const int Users = 4;
    private const int Articles = 40;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(WebOptions options, CancellationToken cancel)
    {
        await using var switches = Switchboard.Open();
        using var client = new LabClient(options.Edge, cancel);
        using var api = new TimedClient(options.ApiServer);
        using var visitor = new WebVisitor(options.Server);
        var corpus = await new SetUp(new(Users, Articles, WithOwn: false), client, cancel).RunAsync();
        var cookie = await visitor.SignUpAsync(cancel);
        var article = Scenarios.PathOf(corpus.Articles[0]).Replace("/api/articles/", "/article/", StringComparison.Ordinal);
        var pages = new (string Name, Request Request)[]
        {
            (Home, new("GET", "/")), ($"{Home}, signed in", new("GET", "/", Cookie: cookie)),
            (Article, new("GET", article)), ($"{Article}, signed in", new("GET", article, Cookie: cookie)),
        };

        await using var trivial = await ServerProcess.StartAsync(["trivial-page"], remedy: "", cancel);
        Console.WriteLine("\npage                  served by             kB   pages/s   ratio   alone: p50 ms   p99 ms");
        var rows = new List<(string Page, string By, int Size, Measurement Saturated, Measurement Alone)>();
        foreach (var tiers in (Tiers[])[Tiers.Off, Tiers.All, Tiers.WithEdge])
        {
            await switches.SwitchAsync(tiers, api, ["/api/articles?limit=20"], cancel);
            // The first of all must not pay for the compiler.
            if (tiers == Tiers.Off) await ClosedLoop.RunAsync(Side.Api(trivial.Address).Workload([new("GET", "/16000")]), options.Connections, options.Time * 4, cancel);
            foreach (var (name, request) in pages.Where(page => options.Pages.Any(asked => page.Name.StartsWith(asked, StringComparison.Ordinal))))
            {
                var size = await visitor.SizeAsync(request, cancel);
                if (tiers == Tiers.Off) rows.Add(await MeasureAsync(name, "a trivial page", size, trivial.Address, new("GET", string.Create(CultureInfo.InvariantCulture, $"/{size}")), options, cancel));
                rows.Add(await MeasureAsync(name, tiers.Edge ? "the edge, which keeps" : $"web-1, caches {tiers.Name}", size, tiers.Edge ? options.Edge : options.Server, request, options, cancel));
                Progress.Say($"{name}, {tiers.Name}");
            }
        }

        foreach (var page in rows.GroupBy(row => row.Page))
            foreach (var (name, by, size, saturated, alone) in page)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {by,-22} {size / 1024.0,4:0.0} {saturated.Rate,9:N0}  {saturated.Rate / page.First().Saturated.Rate,6:0.00}  {alone.P50,14:0.00}  {alone.P99,7:0.00}"));
        return 0;
    }

    private static async Task<(string Page, string By, int Size, Measurement Saturated, Measurement Alone)> MeasureAsync(
        string page, string by, int size, Uri server, Request request, WebOptions options, CancellationToken cancel)
    {
        var load = Side.Api(server).Workload([request]);
        await ClosedLoop.RunAsync(load, options.Connections, WarmUp < options.Time ? WarmUp : options.Time, cancel);
        var saturated = await ClosedLoop.RunAsync(load, options.Connections, options.Time, cancel);
        var alone = await ClosedLoop.RunAsync(load, connections: 1, options.Time, cancel);
        return saturated.Errors + alone.Errors > 0 ? throw new LabException($"{saturated.Errors + alone.Errors} requests for {page} by {by} failed.") : (page, by, size, saturated, alone);
    }
}
