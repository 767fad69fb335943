namespace Aspire.Hosting;

/// <summary>Tells whether the application runs or is published.</summary>
public class DistributedApplicationExecutionContext
{
    private readonly DistributedApplicationExecutionContextOptions _options;

    /// <summary>Creates a context for an operation.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
        : this(new DistributedApplicationExecutionContextOptions(operation))
    {
    }

    /// <summary>Creates a context from options.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationExecutionContextOptions options) => _options = options;

    /// <summary>The operation.</summary>
    public DistributedApplicationOperation Operation => _options.Operation;

    /// <summary>True when a manifest is written.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>True when resources are started.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>The built application's services.</summary>
    public IServiceProvider ServiceProvider =>
        _options.ServiceProvider ?? throw new InvalidOperationException("The services are available once the application is built.");
}
