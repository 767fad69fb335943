using System.Globalization;
using Conduit.Lab.Api;
using Conduit.Lab.Load;
using Conduit.Lab.Report;

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
        var views = new[] { new CacheView("list of 20", "/api/articles?limit=20", "list"), new CacheView("article", Scenarios.PathOf(corpus.Articles[0]), "article") };

        await MeasureAsync(options, switches, api, views, cancellationToken);
        await switches.SwitchAsync(Tiers.All, edge, views.Select(view => view.Path), cancellationToken);
        Console.WriteLine(await Stampede.RunAsync(options, corpus, cancellationToken));
        Console.WriteLine(await Mix.RunAsync(options, corpus, edge, cancellationToken));
        await WriteCost.RunAsync(corpus, edge, switches, views, cancellationToken);
        return 0;
    }

    private static async Task MeasureAsync(CacheOptions options, Switchboard switches, TimedClient api, CacheView[] views, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("conduit-lab-");
        try
        {
            foreach (var view in views) await File.WriteAllBytesAsync(Path.Combine(folder.FullName, view.File), (await api.GetAsync(view.Path, null, null, cancellationToken)).Body, cancellationToken);
            await using var trivial = await ServerProcess.StartAsync(["trivial", .. views.Select(view => Path.Combine(folder.FullName, view.File))], remedy: "", cancellationToken);
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
        yield return new(view, "trivial", null, trivial, $"/{view.File}", AsksAgain: false);
        yield return new(view, Tiers.Off.Name, Tiers.Off, api, view.Path, AsksAgain: false);
        foreach (var tiers in Tiers.Alone) yield return new(view, tiers.Name, tiers, api, view.Path, AsksAgain: false);
        yield return new(view, Tiers.ClientAlone.Name, Tiers.ClientAlone, api, view.Path, AsksAgain: true);
        yield return new(view, Tiers.All.Name, Tiers.All, api, view.Path, AsksAgain: false);
        yield return new(view, "all on (304)", Tiers.All, api, view.Path, AsksAgain: true);
    }
}

/// <summary>What is asked for.</summary>
internal sealed record CacheView(string Title, string Path, string File);

/// <summary>One view with some tiers on.</summary>
/// <param name="View">The view.</param>
/// <param name="Name">As the table shows it.</param>
/// <param name="Tiers">What is on; null for what is no API.</param>
/// <param name="Server">Who is asked.</param>
/// <param name="Path">For what.</param>
/// <param name="AsksAgain">Whether the client says what it has.</param>
internal sealed record CacheRow(CacheView View, string Name, Tiers? Tiers, Uri Server, string Path, bool AsksAgain)
{
    public const string Head = "view         tiers           req/s   ratio   p50 ms   p99 ms   p50 of one   +ms    reads/request";

    private const int Sampled = 50;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly SideResult _result = new(Name);
    private double _reads;

    public async Task MeasureAsync(CacheOptions options, TimedClient api, CancellationToken cancellationToken)
    {
        var tag = AsksAgain ? (await api.GetAsync(Path, null, null, cancellationToken)).Tag : null;
        var load = Side.Api(Server).Workload([new Request("GET", Path, Tag: tag)]);
        await ClosedLoop.RunAsync(load, options.Connections, WarmUp < options.Time ? WarmUp : options.Time, cancellationToken);
        _result.Saturated.Add(await ClosedLoop.RunAsync(load, options.Connections, options.Time, cancellationToken));
        _result.Paced.Add(await ClosedLoop.RunAsync(load, connections: 1, options.Time, cancellationToken));
        if (Tiers is null) return;
        _reads = 0;
        for (var sample = 0; sample < Sampled; sample++) _reads += (await api.GetAsync(Path, null, tag, cancellationToken)).Reads / (double)Sampled;
    }

    public string Line(CacheRow trivial)
    {
        var last = _result.Saturated[^1];
        return string.Create(CultureInfo.InvariantCulture,
            $"{View.Title,-12} {Name,-12} {_result.Rate,9:N0}  {_result.Rate / trivial._result.Rate,6:0.00}  {last.P50,7:0.00}  {last.P99,7:0.00}  {_result.P50,11:0.00}  {_result.P50 - trivial._result.P50,6:0.00}  {(Tiers is null ? "-" : _reads.ToString("0.00", CultureInfo.InvariantCulture)),12}");
    }
}
