namespace Aspire.Hosting.ApplicationModel;

/// <summary>Settings of <see cref="ResourceNotificationService"/>.</summary>
public class ResourceNotificationServiceOptions
{
    /// <summary>What to do when a resource that others wait for ends; a wait may say otherwise.</summary>
    public WaitBehavior DefaultWaitBehavior { get; set; }
}
