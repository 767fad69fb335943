using Conduit.Tests.Application;

namespace Conduit.Tests.Seed;

/// <summary>An application whose empty databases were filled with a small world at its start.</summary>
public sealed class SeededApplication : IAsyncLifetime
{
    public const int Users = 40;
    public const int Articles = 120;

    private ConduitApplication? _application;

    public ConduitApplication Application => _application!;

    public async Task InitializeAsync()
    {
        _application = await ConduitApplication.StartAsync("--Seed:Automatic=true", $"--Seed:Users={Users}", $"--Seed:Articles={Articles}");
        await SeededAsync(before: null);
    }

    /// <summary>Starts the resource again and waits until that run has ended.</summary>
    public async Task SeedAgainAsync()
    {
        var before = await Application.App.ResourceNotifications.WaitForResourceAsync("seed", _ => true);
        await Application.CommandAsync("seed", KnownResourceCommands.StartCommand);
        await SeededAsync(before.Snapshot.StartTimeStamp);
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
    }

    // After a start the resource shows the exit code of its last run for a moment.
    private Task SeededAsync(DateTime? before) => Application.TellingAsync(async cancellationToken =>
    {
        var ended = await Application.App.ResourceNotifications.WaitForResourceAsync(
            "seed", change => change.Snapshot.ExitCode is not null && change.Snapshot.StartTimeStamp != before, cancellationToken);
        Assert.Equal(0, ended.Snapshot.ExitCode);
    });
}
