namespace Conduit.Hosting.Setup;

/// <summary>Ends the AppHost after everything it started.</summary>
public static class CleanStopExtensions
{
    /// <summary>
    /// Lets the AppHost end only when all its processes have ended; by default it requests cleanup and ends while
    /// servers still run (up to 14 s longer), so a start right afterwards would find the ports and the data folder in use.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <example><code>builder.WaitForProcessesAtStop();</code></example>
    public static void WaitForProcessesAtStop(this IDistributedApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
    }
}
