using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Logs;

/// <summary>Forwards what resources print to the host's log, a category a resource.</summary>
internal sealed partial class ResourceLogForwarder(
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ILoggerFactory factory,
    IHostEnvironment environment) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Dictionary<string, Task> forwarding = [];
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                if (!forwarding.ContainsKey(change.ResourceId))
                {
                    forwarding[change.ResourceId] = ForwardAsync(change.Resource.Name, change.ResourceId, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(forwarding.Values);
        }
    }

    private async Task ForwardAsync(string resourceName, string resourceId, CancellationToken cancellationToken)
    {
        var logger = factory.CreateLogger($"{environment.ApplicationName}.Resources.{resourceName}");
        await foreach (var batch in loggers.ReadAsync([resourceId], follow: true, cancellationToken))
        {
            foreach (var line in batch)
            {
                if (line.IsErrorMessage)
                {
                    Error(logger, line.LineNumber, line.Content);
                }
                else
                {
                    Print(logger, line.LineNumber, line.Content);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Number}: {Line}")]
    private static partial void Print(ILogger logger, int number, string line);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Number}: {Line}")]
    private static partial void Error(ILogger logger, int number, string line);
}
