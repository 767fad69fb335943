namespace Aspire.Hosting.ApplicationModel;

/// <summary>A folder mounted into a container.</summary>
public sealed class ContainerMountAnnotation : IResourceAnnotation
{
    /// <summary>Describes a mount; a volume without a source is an anonymous one.</summary>
    public ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly)
    {
        if (type == ContainerMountType.BindMount)
            ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        (Source, Target, Type, IsReadOnly) = (source, target, type, isReadOnly);
    }

    /// <summary>What is mounted.</summary>
    public string? Source { get; }

    /// <summary>Where the container sees it.</summary>
    public string Target { get; }

    /// <summary>What kind of thing is mounted.</summary>
    public ContainerMountType Type { get; }

    /// <summary>Whether the container may not write to it.</summary>
    public bool IsReadOnly { get; }
}
