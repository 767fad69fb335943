using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command is called with.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The application's services.</summary>
    public IServiceProvider Services { get; init; } = null!;

    /// <summary>The unique name of the resource.</summary>
    public required string ResourceName { get; init; }

    /// <summary>What the caller gave.</summary>
    public InteractionInputCollection Arguments { get; init; } = new([]);

    /// <summary>Ends the command early.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The resource's log.</summary>
    public ILogger Logger { get; init; } = null!;
}
