using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What the host knows of a project at build time.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>Its launch settings, when they are not in its file.</summary>
    LaunchSettings? LaunchSettings => null;

    /// <summary>Whether it is built already.</summary>
    bool SuppressBuild => false;
}
