using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Conduit.Lab.Api;

namespace Conduit.Lab.Failover;

/// <summary>What one fault cost.</summary>
internal sealed record Outcome(Fault Fault, TimeSpan Writes, TimeSpan Reads, int FailedReads, TimeSpan Rejoin);

/// <summary>
/// A run of <c>lab failover</c>: load on every shard, one fault after the other, and in the end a search for every acknowledged write.
/// </summary>
internal static class FailoverRun
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(FailoverOptions options, CancellationToken cancellationToken)
    {
        var shards = ShardNodes.All();
        if (shards.Count == 0)
            throw new LabException("No shard is named: start `lab` in the dashboard, which gives it the connection strings.");
        using var http = new HttpClient { BaseAddress = options.Target, Timeout = TimeSpan.FromSeconds(20) };
        using var client = new LabClient(options.Target, cancellationToken);
        var loads = new List<(ShardNodes Nodes, string Title, ShardLoad Load)>();
        foreach (var nodes in shards)
        {
            var (user, title, slug) = await SignUpOnAsync(nodes, client);
            loads.Add((nodes, title, new(http, user, slug, options)));
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.WhenAll(loads.Select(load => load.Load.RunAsync(end.Token)));
        var outcomes = new List<Outcome>();
        foreach (var kind in options.Kinds)
        {
            for (var number = 0; number < options.Faults; number++)
            {
                var (nodes, _, load) = loads[number % loads.Count];
                outcomes.Add(await InjectAsync(kind, nodes, load, cancellationToken));
                Progress.Say(FailoverTable.Line(outcomes[^1], number + 1));
            }
        }

        await end.CancelAsync();
        await work;
        var lost = 0;
        foreach (var (nodes, title, load) in loads) lost += load.Acknowledged.Except(await nodes.CommentsAsync(title)).Count();
        foreach (var nodes in shards) await nodes.DisposeAsync();
        Console.WriteLine(FailoverTable.Of(outcomes, [.. loads.Select(load => load.Load)], lost));
        return lost == 0 && loads.All(load => load.Load.Stale == 0) ? 0 : 1;
    }

    private static async Task<Outcome> InjectAsync(Fault kind, ShardNodes nodes, ShardLoad load, CancellationToken cancellationToken)
    {
        await nodes.WholeAsync(cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        await nodes.InjectAsync(kind);
        // Connections of before may outlive the fault for a moment.
        await Task.Delay(Rest, cancellationToken);
        await nodes.WholeAsync(cancellationToken);
        var rejoin = Stopwatch.GetElapsedTime(begun);
        await Task.Delay(Rest, cancellationToken);
        var (writes, reads, failedReads) = load.OutageSince(begun);
        return new(kind, writes, reads, failedReads, rejoin);
    }

    private static async Task<(LabUser User, string Title, string Slug)> SignUpOnAsync(ShardNodes nodes, LabClient client)
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
            if (await nodes.HasAsync(title)) return (author, title, published.GetProperty("article").GetProperty("slug").GetString()!);
        }
    }
}
