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
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (!groups.TryGetValue(change.Resource, out var group))
                    continue;

                snapshots[change.Resource] = change.Snapshot;
                var state = StateOf(group.Members.Select(snapshots.GetValueOrDefault).OfType<CustomResourceSnapshot>());
                await notifications.PublishUpdateAsync(group, current => current.State == state ? current : current with { State = state });
            }
        }
        catch (OperationCanceledException)
        {
            // The AppHost stops.
        }
    }

    // A spare that was never started is not missed.
    private static ResourceStateSnapshot StateOf(IEnumerable<CustomResourceSnapshot> members)
    {
        var expected = members.Where(member => member.State?.Text != KnownResourceStates.NotStarted).ToList();
        var healthy = expected.Count(member =>
            member.State?.Text == KnownResourceStates.Running && member.HealthStatus is HealthStatus.Healthy);
        return new ResourceStateSnapshot(
            string.Create(CultureInfo.InvariantCulture, $"{healthy} of {expected.Count} healthy"),
            healthy == expected.Count ? KnownResourceStateStyles.Success : KnownResourceStateStyles.Warn);
    }
}
