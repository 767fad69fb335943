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
        await SeededAsync();
    }

    /// <summary>Presses Start, and waits.</summary>
    public async Task SeedAgainAsync()
    {
        await Application.CommandAsync("seed", KnownResourceCommands.StartCommand);
        await SeededAsync();
    }

    public async Task DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
    }

    private Task SeededAsync() => Application.TellingAsync(async stop =>
    {
        var ended = await Application.App.ResourceNotifications.WaitForResourceAsync("seed", change => change.Snapshot.ExitCode is not null, stop);
        Assert.Equal(0, ended.Snapshot.ExitCode);
    });
}
