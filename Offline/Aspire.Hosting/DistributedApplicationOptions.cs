using System.Reflection;

namespace Aspire.Hosting;

/// <summary>Settings of an application builder.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the entry assembly when not given.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The AppHost's project folder; read from its assembly when not given.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>The name that the dashboard shows.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>Starts no dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Lets the dashboard's addresses be http.</summary>
    public bool AllowUnsecuredTransport { get; set; }

    /// <summary>Forwards what resources print to the host's log.</summary>
    public bool EnableResourceLogging { get; set; }

    internal Assembly? ResolveAssembly() => AssemblyName is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly();
}
