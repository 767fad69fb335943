using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;

namespace Conduit.Lab.Cache;

/// <summary>A run of <c>lab cache</c>.</summary>
internal static class CacheRun
{
    private const int Users = 16;
    private const int Articles = 200;

    public static async Task<int> RunAsync(CacheOptions options, CancellationToken cancellationToken)
    {
        await using var switches = Switchboard.Open();
        using var client = new LabClient(options.Edge, cancellationToken);
        using var api = new TimedClient(options.Server);
        using var edge = new TimedClient(options.Edge);
        var corpus = await new SetUp(new(Users, Articles, WithOwn: true), client, cancellationToken).RunAsync();
        CacheView[] views =
        [
            new("list of 20", "/api/articles?limit=20", "list"),
            new("article", Scenarios.PathOf(corpus.Articles[0]), "article"),
        ];

        await MeasureAsync(options, switches, api, views, cancellationToken);
        await switches.SwitchAsync(Tiers.All, edge, views.Select(view => view.Path), cancellationToken);
        Console.WriteLine(await Stampede.RunAsync(options, corpus, cancellationToken));
        Console.WriteLine(await Mix.RunAsync(options, corpus, edge, cancellationToken));
        await WriteCost.RunAsync(corpus, edge, switches, views, cancellationToken);
        return 0;
    }

    private static async Task MeasureAsync(
        CacheOptions options, Switchboard switches, TimedClient api, CacheView[] views, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conduit-lab-");
        try
        {
            var files = views.Select(view => Path.Combine(folder.FullName, view.File)).ToList();
            foreach (var (view, file) in views.Zip(files))
            {
                var response = await api.GetAsync(view.Path, user: null, tag: null, cancellationToken);
                await File.WriteAllBytesAsync(file, response.Body, cancellationToken);
            }

            await using var trivial = await ServerProcess.StartAsync(["trivial", .. files], remedy: "", cancellationToken);
            var rows = views.SelectMany(view => Rows(view, trivial.Address, options.Server)).ToList();
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var tiers in rows.GroupBy(row => row.Tiers))
                {
                    if (tiers.Key is { } on) await switches.SwitchAsync(on, api, views.Select(view => view.Path), cancellationToken);
                    foreach (var row in tiers) await row.MeasureAsync(options, api, cancellationToken);
                    Progress.Say($"{tiers.Key?.Name ?? "trivial"}, round {round} of {options.Rounds}");
                }
            }

            Console.WriteLine(CacheRow.Head);
            foreach (var row in rows) Console.WriteLine(row.Line(rows.First(first => first.View == row.View)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<CacheRow> Rows(CacheView view, Uri trivial, Uri api)
    {
        yield return new(view, "trivial", null, trivial, $"/{view.File}", Revalidates: false);
        yield return new(view, Tiers.Off.Name, Tiers.Off, api, view.Path, Revalidates: false);
        foreach (var tiers in Tiers.Alone) yield return new(view, tiers.Name, tiers, api, view.Path, Revalidates: false);
        yield return new(view, Tiers.ClientAlone.Name, Tiers.ClientAlone, api, view.Path, Revalidates: true);
        yield return new(view, Tiers.All.Name, Tiers.All, api, view.Path, Revalidates: false);
        yield return new(view, "all on (304)", Tiers.All, api, view.Path, Revalidates: true);
    }
}

/// <summary>A response to measure.</summary>
internal sealed record CacheView(string Title, string Path, string File);

/// <summary>One view with some tiers on.</summary>
/// <param name="View">The view.</param>
/// <param name="Name">The name in the report.</param>
/// <param name="Tiers">The tiers that are on; null for the trivial endpoint.</param>
/// <param name="Server">The server to measure.</param>
/// <param name="Path">The path of the requests.</param>
/// <param name="Revalidates">Whether requests have the entity tag of an earlier response.</param>
internal sealed record CacheRow(CacheView View, string Name, Tiers? Tiers, Uri Server, string Path, bool Revalidates)
{
    public const string Head = "view         tiers           req/s   ratio   p50 ms   p99 ms   p50 of one   +ms    reads/request";

    private const int Samples = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly SideResult _result = new(Name);
    private double _reads;

    public async Task MeasureAsync(CacheOptions options, TimedClient api, CancellationToken cancellationToken)
    {
        var tag = Revalidates ? (await api.GetAsync(Path, user: null, tag: null, cancellationToken)).Tag : null;
        var load = Side.Api(Server).Workload([new Request("GET", Path, Tag: tag)]);
        await ClosedLoop.RunAsync(load, options.Connections, WarmUp < options.Time ? WarmUp : options.Time, cancellationToken);
        _result.Saturated.Add(await ClosedLoop.RunAsync(load, options.Connections, options.Time, cancellationToken));
        _result.Paced.Add(await ClosedLoop.RunAsync(load, connections: 1, options.Time, cancellationToken));
        if (Tiers is null) return;
        _reads = 0;
        for (var sample = 0; sample < Samples; sample++)
            _reads += (await api.GetAsync(Path, user: null, tag, cancellationToken)).Reads / (double)Samples;
    }

    public string Line(CacheRow trivial)
    {
        var last = _result.Saturated[^1];
        var number = CultureInfo.InvariantCulture;
        var ratio = _result.Rate / trivial._result.Rate;
        var difference = _result.P50 - trivial._result.P50;
        var reads = Tiers is null ? "-" : _reads.ToString("0.00", number);
        return string.Create(number, $"{View.Title,-12} {Name,-12} {_result.Rate,9:N0}  {ratio,6:0.00}  {last.P50,7:0.00}  ")
            + string.Create(number, $"{last.P99,7:0.00}  {_result.P50,11:0.00}  {difference,6:0.00}  {reads,12}");
    }
}
