using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.Testing;
using Xunit.Sdk;

namespace Conduit.Tests.Application;

/// <summary>The real AppHost within this process: its own data folder, secrets and free ports.</summary>
public sealed class ConduitApplication : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TestFolder _folder;
    private bool _isStarted;

    private ConduitApplication(DistributedApplication app, TestFolder folder, Secrets secrets)
    {
        App = app;
        _folder = folder;
        Secrets = secrets;
        Story = new Story(app);
    }

    public DistributedApplication App { get; }

    public Secrets Secrets { get; }

    public Story Story { get; }

    public string DataFolder => _folder["data"];

    /// <summary>The file whose switches count at once.</summary>
    public string LiveSettings => _folder["live.json"];

    /// <summary>The text of that file; null when there is none.</summary>
    public string? LiveSettingsText => File.Exists(LiveSettings) ? File.ReadAllText(LiveSettings) : null;

    /// <summary>Builds, starts and waits until everything that starts by itself is well.</summary>
    public static async Task<ConduitApplication> StartAsync(params string[] settings)
    {
        var application = await BuildAsync(settings);
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            await application.TellingAsync(async stop =>
            {
                application._isStarted = true;
                await application.App.StartAsync(stop);
                await application.WholeAsync(stop);
            });
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Builds, and leaves it at that.</summary>
    public static async Task<ConduitApplication> BuildAsync(params string[] settings)
    {
        var folder = new TestFolder();
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            var secrets = new Secrets();
            string[] arguments =
            [
                "--Site:Port=0", $"--DataFolder={folder["data"]}", $"--LiveSettings={folder["live.json"]}", "--Seed:Automatic=false",
                "--RateLimits:Enabled=false", "--Faults:Lease=00:00:03", .. settings,
            ];
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(arguments, limit.Token);
            foreach (var (name, value) in secrets.Configuration)
                builder.Configuration[name] = value;
            return new ConduitApplication(await builder.BuildAsync(limit.Token), folder, secrets);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Waits until every server is healthy and every run-to-completion resource has finished.</summary>
    public async Task WholeAsync(CancellationToken cancellationToken)
    {
        foreach (var job in ExpectedResources.RunToCompletion)
            await App.ResourceNotifications.WaitForResourceAsync(job, KnownResourceStates.Finished, cancellationToken);
        foreach (var server in ExpectedResources.Servers)
            await HealthyAsync(server, cancellationToken);
    }

    /// <summary>Waits until a resource is healthy, also when its last known state is still that of before its start.</summary>
    public Task HealthyAsync(string resource, CancellationToken cancellationToken) =>
        App.ResourceNotifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);

    /// <summary>Does something under a time limit; when it fails, tells what the resources said.</summary>
    public async Task TellingAsync(Func<CancellationToken, Task> act)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await act(limit.Token);
        }
        catch (Exception cause) when (cause is not XunitException)
        {
            throw new XunitException(
                $"{(limit.IsCancellationRequested ? $"not done after {Limit}" : cause.Message)}\n{Story.Told()}",
                cause);
        }
    }

    /// <summary>A dashboard command, as if its button were pressed.</summary>
    public async Task CommandAsync(string resource, string command)
    {
        var result = await App.ResourceCommands.ExecuteCommandAsync(resource, command);
        Assert.True(result.Success, $"{command} {resource}: {result.Message}\n{Story.Told()}");
    }

    /// <summary>The id of a resource's process.</summary>
    public async Task<int> ProcessIdAsync(string resource)
    {
        var current = await App.ResourceNotifications.WaitForResourceAsync(resource, _ => true);
        return Convert.ToInt32(
            current.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value,
            CultureInfo.InvariantCulture);
    }

    /// <summary>Kills a process with nothing said before, and waits until that is known.</summary>
    public async Task KillAsync(string resource, CancellationToken stop)
    {
        using (var process = Process.GetProcessById(await ProcessIdAsync(resource))) process.Kill();
        await App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, stop);
    }

    /// <summary>Does something while resources are stopped, then starts them again.</summary>
    public Task WithoutAsync(string[] names, Func<Task> act) => TellingAsync(async stop =>
    {
        var resources = await Task.WhenAll(names.Select(this.ResourceAsync));
        foreach (var resource in resources)
        {
            await CommandAsync(resource, KnownResourceCommands.StopCommand);
            await App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, stop);
        }

        try
        {
            await act();
        }
        finally
        {
            foreach (var resource in resources)
                await CommandAsync(resource, KnownResourceCommands.StartCommand);
            await WholeAsync(stop);
        }
    });

    public Visitor Visitor() => new(App.CreateHttpClient("edge", "http"));

    public async ValueTask DisposeAsync()
    {
        try
        {
            // What was only built cannot be stopped: its entry point waits to be started.
            if (_isStarted)
                await App.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        }
        finally
        {
            await App.DisposeAsync();
            await Story.DisposeAsync();
            _folder.Dispose();
        }
    }
}
