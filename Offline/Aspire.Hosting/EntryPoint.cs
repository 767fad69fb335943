using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>A test that runs an AppHost's entry point sees its builder and its application through this, on the entry point's own flow.</summary>
internal abstract class EntryPoint
{
    private static readonly AsyncLocal<EntryPoint?> Flow = new();

    public static EntryPoint? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    public abstract void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    public abstract void OnBuilding(DistributedApplicationBuilder builder);

    public abstract void OnBuilt(DistributedApplication app);

    /// <summary>Called by the entry point when it starts the application: comes back when the test has started it.</summary>
    public abstract Task StartedByTestAsync(CancellationToken cancellationToken);

    /// <summary>Called by the test: comes back when the entry point has said all it has to say before the start.</summary>
    public abstract Task ReadyToStartAsync(CancellationToken cancellationToken);

    /// <summary>Called by the test when its start has ended one way or the other.</summary>
    public abstract void OnStarted(Exception? failure);
}
