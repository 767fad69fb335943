namespace Aspire.Hosting;

/// <summary>What an execution context is made from.</summary>
public class DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation)
{
    /// <summary>The operation.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>The built application's services.</summary>
    public IServiceProvider? ServiceProvider { get; set; }
}
