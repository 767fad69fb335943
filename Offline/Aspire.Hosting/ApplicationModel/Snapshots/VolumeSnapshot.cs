namespace Aspire.Hosting.ApplicationModel;

/// <summary>A volume of a container.</summary>
/// <param name="Source">The volume's name or the folder on this machine.</param>
/// <param name="Target">The path in the container.</param>
/// <param name="MountType">volume or bind.</param>
/// <param name="IsReadOnly">True when the container may only read it.</param>
public sealed record VolumeSnapshot(string? Source, string Target, string MountType, bool IsReadOnly);
