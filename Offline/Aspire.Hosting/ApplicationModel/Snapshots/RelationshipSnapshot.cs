namespace Aspire.Hosting.ApplicationModel;

/// <summary>A relation to another resource.</summary>
/// <param name="ResourceName">The other's display name.</param>
/// <param name="Type">The kind, such as Reference, WaitFor or Parent.</param>
public sealed record RelationshipSnapshot(string ResourceName, string Type);
