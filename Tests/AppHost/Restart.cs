using System.Diagnostics;
using System.Text.Json;
using Conduit.Tests.Application;
using Conduit.Tests.Failover;
using Npgsql;

namespace Conduit.Tests.AppHost;

/// <summary>
/// One data folder and two hosts after each other. The first is killed together with every database node, after a failover; the second,
/// with other secrets and a shard more, is asked to end.
/// </summary>
public sealed class Restart : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _temporary = new();
    private readonly Secrets _first = new();
    private readonly Secrets _second = new();
    private Visitor _author = null!;

    public Aftermath Asked { get; private set; } = null!;

    public Aftermath Killed { get; private set; } = null!;

    /// <summary>What the first host stored, newest first: articles of authors on both shards.</summary>
    public List<string> Slugs { get; } = [];

    /// <summary>What the second host, which has a shard more, answered for it.</summary>
    public IReadOnlyList<string?> SlugsOfTheSecondLife { get; private set; } = [];

    /// <summary>The primary of the first shard in the second life.</summary>
    public string PrimaryOfTheSecondLife { get; private set; } = "";

    /// <summary>What authors stored who came in the second life.</summary>
    public List<string> SlugsOfNewcomers { get; } = [];

    /// <summary>Both lives' articles, as the second host lists them in the end.</summary>
    public IReadOnlyList<string?> AllSlugs { get; private set; } = [];

    /// <summary>Where each logical shard lay, in each life.</summary>
    public IReadOnlyList<IReadOnlyDictionary<int, int>> Maps { get; private set; } = [];

    /// <summary>The signing keys of the two lives; the second knows the first's as the one before.</summary>
    public IReadOnlyList<string> Keys => [_first["jwt-signing-key"], _second["jwt-signing-key"]];

    /// <summary>The tokens that one author was given in each life; he used the first in the second, too.</summary>
    public IReadOnlyList<string> Tokens { get; private set; } = [];

    /// <summary>What a host says of the same folder once other programs have made it.</summary>
    public string LineOfAnotherVersion { get; private set; } = null!;

    public sealed record Aftermath(
        int? ExitCode, TimeSpan UntilAllGone, IReadOnlyList<(int Id, string CommandLine)> Processes, IReadOnlyList<string> Files);

    public async Task InitializeAsync()
    {
        Killed = await LiveAsync("KILL", _first, [new("Shards", "2")], FirstLifeAsync);
        Asked = await LiveAsync(
            "TERM", _second, [new("Shards", "3"), new("Parameters:jwt-previous-signing-key", Keys[0])],
            SecondLifeAsync);
        foreach (var version in Directory.EnumerateFiles(
            _folder["data"], "PG_VERSION",
            new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }))
            await File.WriteAllTextAsync(version, "9\n");
        LineOfAnotherVersion = await BrokenSetUp.LineAsync("--Engine=process", $"--DataFolder={_folder["data"]}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    private async Task FirstLifeAsync(Uri site)
    {
        var authors = new List<Visitor>();
        for (var number = 0; number < 4; number++)
        {
            authors.Add(_author = await new Visitor(new HttpClient { BaseAddress = site }).RegisterAsync("survivor"));
            Slugs.Insert(0, await _author.PublishAsync($"Outlives its host {number}"));
        }

        Tokens = [_author.Token!];
        Maps = [await MapAsync(_first)];
        await FailOverAsync();
        foreach (var author in authors)
        {
            // A write that was not answered is sent again with its key.
            author.Http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
            await Eventually.SucceedsAsync(
                async () => Slugs.Insert(0, await author.PublishAsync("Outlives its primary")), "an article can be published");
        }

        // The host follows at once, before it can start any of them again.
        foreach (var node in (string[])["postgres-0-b", "postgres-0-a", "postgres-1-a", "postgres-1-b"])
            await ClusterApplication.SignalAsync(_folder["data"], node, "KILL");
    }

    private async Task FailOverAsync()
    {
        await Eventually.TrueAsync(() => Task.FromResult(Roles().IsStandbyComplete), "the replica has every commit", seconds: 60);
        await ClusterApplication.SignalAsync(_folder["data"], "postgres-0-a", "KILL");
        await Eventually.TrueAsync(() => Task.FromResult(Roles().Primary == "postgres-0-b"), "the replica is promoted", seconds: 60);
    }

    private async Task SecondLifeAsync(Uri site)
    {
        var again = new Visitor(new HttpClient { BaseAddress = site }) { Token = Tokens[0] };
        await again.GetAsync("/api/user");
        await again.LoginAsync(_author.Email, _author.Password);
        Tokens = [Tokens[0], again.Token!];
        SlugsOfTheSecondLife = await ListAsync(again);
        foreach (var slug in Slugs)
            await again.GetAsync($"/api/articles/{slug}");

        for (var number = 0; number < 2; number++)
        {
            var newcomer = await new Visitor(new HttpClient { BaseAddress = site }).RegisterAsync("newcomer");
            SlugsOfNewcomers.Insert(0, await newcomer.PublishAsync($"On new ground {number}"));
        }

        AllSlugs = await ListAsync(again);
        PrimaryOfTheSecondLife = Roles().Primary;
        Maps = [Maps[0], await MapAsync(_second)];
    }

    private static async Task<IReadOnlyList<string?>> ListAsync(Visitor reader) =>
        [.. (await reader.ListAsync()).Select(article => article.GetProperty("slug").GetString())];

    private (string Primary, bool IsStandbyComplete) Roles()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["data"], "postgres-0.roles.json")));
        return (file.RootElement.GetProperty("Primary").GetString()!, file.RootElement.GetProperty("IsStandbyComplete").GetBoolean());
    }

    /// <summary>The map of the shards, from the running primary, whose port its own file tells.</summary>
    private async Task<IReadOnlyDictionary<int, int>> MapAsync(Secrets secrets)
    {
        var port = (await File.ReadAllLinesAsync(Path.Combine(_folder["data"], Roles().Primary, "data", "postmaster.pid")))[3];
        await using var accounts = NpgsqlDataSource.Create(
            $"Host=127.0.0.1;Port={port};Username=conduit;Password={secrets["conduit-password"]};Database=accounts;Pooling=false");
        await using var command = accounts.CreateCommand("select id, physical_shard from logical_shards where physical_shard is not null");
        await using var reader = await command.ExecuteReaderAsync();
        var map = new Dictionary<int, int>();
        while (await reader.ReadAsync())
            map[reader.GetInt16(0)] = reader.GetInt16(1);
        return map;
    }

    private async Task<Aftermath> LiveAsync(string signal, Secrets secrets, KeyValuePair<string, string>[] settings, Func<Uri, Task> live)
    {
        await using var host = HostProcess.Start(
            ["--Site:Port=0", $"--DataFolder={_folder["data"]}", "--Seed:Automatic=false"],
            [.. secrets.Configuration, .. settings, new("TMPDIR", _temporary.Path)]);
        await live((await host.ReadyAsync(seconds: 180)).Site);

        var watch = Stopwatch.StartNew();
        await host.SignalAsync(signal);
        var code = await host.EndAsync();
        IReadOnlyList<(int Id, string CommandLine)> processes;
        do
        {
            await Task.Delay(100);
            processes = Processes.With(host.Mark);
        }
        while ((processes.Count > 0 || Left().Count > 0) && watch.Elapsed < TimeSpan.FromSeconds(20));
        return new(signal == "KILL" ? null : code, watch.Elapsed, processes, Left());
    }

    /// <summary>Temporary files, less those that the runtime itself leaves behind when it is killed.</summary>
    private List<string> Left() =>
        [.. Directory.EnumerateFileSystemEntries(_temporary.Path).Select(entry => Path.GetFileName(entry)!)
            .Where(name => !name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal)
                && !name.StartsWith("clr-debug-pipe-", StringComparison.Ordinal))];
}
