using System.Diagnostics;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>One data folder and two hosts after each other: the first is asked to end, the second, with other secrets, is killed.</summary>
public sealed class TwoLives : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _temporary = new();

    public Aftermath Asked { get; private set; } = null!;

    public Aftermath Killed { get; private set; } = null!;

    public string Slug { get; private set; } = null!;

    /// <summary>What the second host answered for what the first had stored.</summary>
    public IReadOnlyList<string?> SlugsOfTheSecondLife { get; private set; } = [];

    /// <summary>What a host says of the same folder once other programs have made it.</summary>
    public string LineOfAnotherVersion { get; private set; } = null!;

    public sealed record Aftermath(int? ExitCode, TimeSpan UntilAllGone, IReadOnlyList<(int Id, string CommandLine)> Processes, IReadOnlyList<string> Files);

    public async Task InitializeAsync()
    {
        var visitor = new Visitor(new HttpClient());
        var email = "";
        Asked = await LiveAsync("TERM", async site =>
        {
            using var http = new HttpClient { BaseAddress = site };
            visitor = await new Visitor(http).RegisterAsync("survivor");
            email = visitor.Email;
            Slug = await visitor.PublishAsync("Outlives its host");
        });
        Killed = await LiveAsync("KILL", async site =>
        {
            using var http = new HttpClient { BaseAddress = site };
            var again = new Visitor(http);
            await again.LoginAsync(email, visitor.Password);
            SlugsOfTheSecondLife = [.. (await again.ListAsync()).Select(article => article.GetProperty("slug").GetString())];
        });
        foreach (var version in Directory.EnumerateFiles(_folder["data"], "PG_VERSION", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }))
            await File.WriteAllTextAsync(version, "9\n");
        LineOfAnotherVersion = await BrokenSetUp.LineAsync("--Engine=process", $"--DataFolder={_folder["data"]}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    private async Task<Aftermath> LiveAsync(string signal, Func<Uri, Task> live)
    {
        await using var host = HostProcess.Start(
            ["--Site:Port=0", $"--DataFolder={_folder["data"]}", "--Seed:Automatic=false"],
            [.. new Secrets().Configuration, new("TMPDIR", _temporary.Path)]);
        await live((await host.ReadyAsync()).Site);

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
            .Where(name => !name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal) && !name.StartsWith("clr-debug-pipe-", StringComparison.Ordinal))];
}
