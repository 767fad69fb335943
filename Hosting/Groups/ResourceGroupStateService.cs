using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Conduit.Hosting.Groups;

/// <summary>Follows the members of every group and shows in the group's state how many of them are healthy.</summary>
internal sealed class ResourceGroupStateService(DistributedApplicationModel model, ResourceNotificationService notifications)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var groups = model.Resources.OfType<ResourceGroup>()
            .SelectMany(group => group.Members, (group, member) => (group, member))
            .ToDictionary(pair => pair.member, pair => pair.group);
        var snapshots = new Dictionary<IResource, CustomResourceSnapshot>();
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (!groups.TryGetValue(change.Resource, out var group))
                continue;

            snapshots[change.Resource] = change.Snapshot;
            var expected = group.Members.Where(member => IsExpected(member, snapshots.GetValueOrDefault(member))).ToList();
            var healthy = expected.Count(member => IsHealthy(snapshots.GetValueOrDefault(member)));
            var state = new ResourceStateSnapshot(
                string.Create(CultureInfo.InvariantCulture, $"{healthy} of {expected.Count} healthy"),
                healthy == expected.Count ? KnownResourceStateStyles.Success : KnownResourceStateStyles.Warn);
            await notifications.PublishUpdateAsync(group, current => current.State == state ? current : current with { State = state });
        }
    }

    // A spare counts only while it runs or is about to.
    private static bool IsExpected(IResource member, CustomResourceSnapshot? snapshot) =>
        !member.Annotations.OfType<ExplicitStartupAnnotation>().Any()
        || (snapshot?.State?.Text is { } state && state != KnownResourceStates.NotStarted
            && !KnownResourceStates.TerminalStates.Contains(state));

    private static bool IsHealthy(CustomResourceSnapshot? snapshot) =>
        snapshot?.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus is HealthStatus.Healthy;
}
