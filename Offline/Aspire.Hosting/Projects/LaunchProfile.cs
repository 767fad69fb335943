namespace Aspire.Hosting;

/// <summary>One way of starting a project.</summary>
public sealed class LaunchProfile
{
    /// <summary>What starts: <c>Project</c> for the project itself.</summary>
    public string? CommandName { get; set; }

    /// <summary>The addresses it listens on, parted by semicolons.</summary>
    public string? ApplicationUrl { get; set; }

    /// <summary>Its environment.</summary>
    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
}
