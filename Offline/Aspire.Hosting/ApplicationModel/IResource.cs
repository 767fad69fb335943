namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named part of the app: a project, a server, a parameter, a connection string.</summary>
public interface IResource
{
    /// <summary>The name, unique in the app.</summary>
    string Name { get; }

    /// <summary>Everything said about the resource.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
