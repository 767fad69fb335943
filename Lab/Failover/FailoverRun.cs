using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Failover;

/// <summary>
/// What one fault cost: the longest times without a success, failed requests by kind, and the time until both nodes served again.
/// </summary>
internal sealed record Outcome(
    Fault Fault, TimeSpan Writes, TimeSpan Reads, IReadOnlyDictionary<string, int> Failures, int Stale, TimeSpan Rejoin);

/// <summary>
/// A run of <c>lab failover</c>: load on every shard, one fault after the other, and in the end a search for every acknowledged write.
/// </summary>
internal static class FailoverRun
{
    // What was sent during a fault is answered by then.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(FailoverOptions options, CancellationToken cancellationToken)
    {
        var shards = ShardNodes.All();
        if (shards.Count == 0)
            throw new LabException("No shard is named: start `benchmark` in the dashboard, which gives it the connection strings.");

        var begun = Stopwatch.GetTimestamp();
        using var http = new HttpClient { BaseAddress = options.Target, Timeout = TimeSpan.FromSeconds(20) };
        using var client = new LabClient(options.Target, cancellationToken);
        var loads = new List<ShardLoad>();
        foreach (var nodes in shards) loads.Add(new(http, nodes, await PublishOnAsync(nodes, client), options));

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.WhenAll(loads.Select(load => load.RunAsync(end)));
        var outcomes = await InjectAllAsync(options, loads, end.Token);
        await end.CancelAsync();
        await work;

        var lost = 0;
        foreach (var load in loads) lost += await load.LostAsync();
        Console.WriteLine(FailoverTable.Of(outcomes, loads.Sum(load => load.Acknowledged), lost, Stopwatch.GetElapsedTime(begun)));
        foreach (var nodes in shards) await nodes.DisposeAsync();
        return lost == 0 && outcomes.All(outcome => outcome.Stale == 0) ? 0 : 1;
    }

    // When the run is interrupted, or the load cannot go on, the outcomes so far.
    private static async Task<List<Outcome>> InjectAllAsync(
        FailoverOptions options, List<ShardLoad> loads, CancellationToken cancellationToken)
    {
        var outcomes = new List<Outcome>();
        try
        {
            foreach (var kind in options.Kinds)
            {
                for (var number = 0; number < options.Faults; number++)
                {
                    outcomes.Add(await InjectAsync(kind, loads[number % loads.Count], cancellationToken));
                    Progress.Say(FailoverTable.Line(outcomes[^1], number + 1, options.Faults));
                }
            }
        }
        catch (OperationCanceledException)
        {
            Progress.Say("interrupted");
        }

        return outcomes;
    }

    private static async Task<Outcome> InjectAsync(Fault kind, ShardLoad load, CancellationToken cancellationToken)
    {
        var servers = await load.Nodes.ServersAsync(replaced: [], cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        var stale = load.Stale;
        var begun = Stopwatch.GetTimestamp();
        await new FaultInjection(load.Nodes).InjectAsync(kind, servers, cancellationToken);
        var rejoin = Stopwatch.GetElapsedTime(begun);
        await Task.Delay(Rest, cancellationToken);
        var (writes, reads, failures) = load.Since(begun);
        return new(kind, writes, reads, failures, load.Stale - stale, rejoin);
    }

    private static async Task<LabArticle> PublishOnAsync(ShardNodes nodes, LabClient client)
    {
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"unbroken-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
            var user = new { username = name, email = $"{name}@lab.example", password = RandomNumberGenerator.GetHexString(32) };
            var signedUp = await client.SendAsync("POST", "/api/users", json: JsonSerializer.Serialize(new { user }));
            var author = new LabUser(0, name, signedUp.GetProperty("user").GetProperty("token").GetString()!);
            var title = $"Of {name}";
            var article = new { title, description = "d", body = "b", tagList = Array.Empty<string>() };
            var published = await client.SendAsync("POST", "/api/articles", author, JsonSerializer.Serialize(new { article }));
            if (await nodes.HasAsync(title)) return new(author, title, published.GetProperty("article").GetProperty("slug").GetString()!);
        }
    }
}
