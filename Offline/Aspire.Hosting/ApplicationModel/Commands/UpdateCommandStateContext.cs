namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a command's state is told from.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>The resource's state.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services { get; init; } = null!;
}
