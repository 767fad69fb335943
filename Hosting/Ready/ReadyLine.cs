using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Conduit.Hosting.Ready;

/// <summary>
/// Watches the resources until all are up, prints the line, and ends. It also prints which of them failed: the product is ready without
/// those that its site does not wait for.
/// </summary>
internal sealed class ReadyLine(
    string product, EndpointReference site, DistributedApplicationModel model, ResourceNotificationService notifications,
    IConfiguration configuration) : BackgroundService
{
    private const string DashboardName = "aspire-dashboard";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // each resource may run as several; it is up when all of them are
        var expected = model.Resources.Where(StartsByItself).Select(resource => resource.Name).ToHashSet();
        var seen = new Dictionary<string, (string Name, Progress Progress)>();
        string? dashboard = null;
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (change.Resource.Name == DashboardName)
                    dashboard = DashboardAddress(change.Snapshot) ?? dashboard;
                if (!expected.Contains(change.Resource.Name))
                    continue;

                var progress = ProgressOf(change.Snapshot);
                if (progress == Progress.Failed && seen.GetValueOrDefault(change.ResourceId).Progress != Progress.Failed)
                    Console.Error.WriteLine($"{change.Resource.Name} failed: its console log in the dashboard says why: {dashboard}");
                seen[change.ResourceId] = (change.Resource.Name, progress);
                if (IsReady(seen.Values) && expected.SetEquals(seen.Values.Select(resource => resource.Name)))
                    break;
            }

            Console.WriteLine(dashboard is null ?
                $"{product} is ready: {site.Url}" : $"{product} is ready: {site.Url}  dashboard: {dashboard}");
        }
        catch (OperationCanceledException)
        {
        }
    }

    // what has an environment is run; parameters and databases are not
    private static bool StartsByItself(IResource resource) =>
        resource is IResourceWithEnvironment && !resource.Annotations.OfType<ExplicitStartupAnnotation>().Any();

    private static Progress ProgressOf(CustomResourceSnapshot snapshot) => snapshot switch
    {
        _ when snapshot.State?.Text == KnownResourceStates.Running && snapshot.HealthStatus is HealthStatus.Healthy => Progress.Up,
        _ when IsEnded(snapshot.State?.Text) && snapshot.ExitCode == 0 => Progress.Up,
        _ when snapshot.State?.Text == KnownResourceStates.FailedToStart || snapshot.ExitCode is not (null or 0) => Progress.Failed,
        _ when snapshot.State?.Text == KnownResourceStates.Waiting => Progress.Waits,
        _ => Progress.Starts,
    };

    private static bool IsEnded(string? state) => state == KnownResourceStates.Finished || state == KnownResourceStates.Exited;

    // what waits for a resource that failed may wait for ever
    private bool IsReady(IReadOnlyCollection<(string Name, Progress Progress)> resources)
    {
        var hasAnyFailed = resources.Any(resource => resource.Progress == Progress.Failed);
        return resources.Contains((site.Resource.Name, Progress.Up))
            && resources.All(resource => resource.Progress is Progress.Up or Progress.Failed
                || (hasAnyFailed && resource.Progress == Progress.Waits));
    }

    private string? DashboardAddress(CustomResourceSnapshot snapshot)
    {
        var address = configuration["ASPNETCORE_URLS"]?.Split(';')[0] is { Length: > 0 } configured
            && !configured.EndsWith(":0", StringComparison.Ordinal)
            ? configured
            : snapshot.Urls.Select(url => url.Url).FirstOrDefault();
        if (address is null)
            return null;

        return configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{address.TrimEnd('/')}/login?t={token}" : address;
    }

    private enum Progress
    {
        Starts,
        Waits,
        Up,
        Failed,
    }
}
