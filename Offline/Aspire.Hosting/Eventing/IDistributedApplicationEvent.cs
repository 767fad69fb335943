namespace Aspire.Hosting.Eventing;

/// <summary>An event of the application.</summary>
#pragma warning disable CA1040 // the marker is part of Aspire's API
public interface IDistributedApplicationEvent;
#pragma warning restore CA1040
