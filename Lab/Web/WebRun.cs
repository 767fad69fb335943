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

    public static async Task<int> RunAsync(WebOptions options, CancellationToken cancellationToken)
    {
        await using var switches = Switchboard.Open();
        using var client = new LabClient(options.Edge, cancellationToken);
        using var api = new TimedClient(options.ApiServer);
        using var visitor = new WebVisitor(options.Server);
        var corpus = await new SetUp(new(Users, Articles, WithOwn: false), client, cancellationToken).RunAsync();
        var cookie = await visitor.SignUpAsync(cancellationToken);
        var pages = PagesOf(corpus, cookie)
            .Where(page => options.Pages.Any(name => page.Name.StartsWith(name, StringComparison.Ordinal)))
            .ToList();

        await using var trivial = await ServerProcess.StartAsync(["trivial-page"], remedy: "", cancellationToken);
        // The first measurement must not include the time of the just-in-time compiler.
        await ClosedLoop.RunAsync(LoadOf(trivial.Address, TrivialPageOf(16_000)), options.Connections, options.Time * 4, cancellationToken);
        var rows = new List<PageResult>();
        foreach (var tiers in (Tiers[])[Tiers.Off, Tiers.All, Tiers.WithEdge])
        {
            await switches.SwitchAsync(tiers, api, ["/api/articles?limit=20"], cancellationToken);
            foreach (var (name, request) in pages)
            {
                var size = await visitor.SizeAsync(request, cancellationToken);
                if (tiers == Tiers.Off)
                    rows.Add(await MeasureAsync(name, "a trivial page", size, trivial.Address, TrivialPageOf(size)));
                var server = tiers.Edge ? options.Edge : options.Server;
                var label = tiers.Edge ? "edge, its cache on" : $"web-1, caches {tiers.Name}";
                rows.Add(await MeasureAsync(name, label, size, server, request));
                Progress.Say($"{name}, {tiers.Name}");
            }
        }

        PageResult.Print(rows, options.Rate);
        return 0;

        async Task<PageResult> MeasureAsync(string page, string server, int size, Uri address, Request request)
        {
            var load = LoadOf(address, request);
            await ClosedLoop.RunAsync(load, options.Connections, WarmUp < options.Time ? WarmUp : options.Time, cancellationToken);
            var saturated = await ClosedLoop.RunAsync(load, options.Connections, options.Time, cancellationToken);
            var alone = await ClosedLoop.RunAsync(load, connections: 1, options.Time, cancellationToken);
            var paced = await OpenLoop.RunAsync(load, options.Connections, options.Rate, options.Time * 2, cancellationToken);
            var errors = saturated.Errors + alone.Errors + paced.Errors;
            return errors > 0
                ? throw new LabException($"{errors} requests for the page {page} at {address} failed.")
                : new(page, server, size, saturated, alone, paced);
        }
    }

    private static (string Name, Request Request)[] PagesOf(Corpus corpus, string cookie)
    {
        var article = Scenarios.PathOf(corpus.Articles[0]).Replace("/api/articles/", "/article/", StringComparison.Ordinal);
        return
        [
            (Home, new("GET", "/")), ($"{Home}, signed in", new("GET", "/", Cookie: cookie)),
            (Article, new("GET", article)), ($"{Article}, signed in", new("GET", article, Cookie: cookie)),
        ];
    }

    private static Request TrivialPageOf(int size) => new("GET", string.Create(CultureInfo.InvariantCulture, $"/{size}"));

    private static Workload LoadOf(Uri server, Request request) => Side.Api(server).Workload([request]);
}
