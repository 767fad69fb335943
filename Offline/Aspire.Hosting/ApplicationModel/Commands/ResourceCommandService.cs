using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Executes commands of resources.</summary>
public class ResourceCommandService
{
    private readonly DistributedApplicationModel _model;
    private readonly ResourceLoggerService _loggers;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(DistributedApplicationModel model, ResourceLoggerService loggers, IServiceProvider services)
    {
        _model = model;
        _loggers = loggers;
        _services = services;
    }

    /// <summary>Executes a command of a resource, or of one replica by its unique name.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resourceId, commandName, new InteractionInputCollection([]), cancellationToken);

    /// <summary>Executes a command of a resource, or of one replica by its unique name, with what it asks for.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId, string commandName, InteractionInputCollection arguments, CancellationToken cancellationToken = default)
    {
        foreach (var resource in _model.Resources)
        {
            if (string.Equals(resource.Name, resourceId, StringComparison.OrdinalIgnoreCase))
            {
                return ExecuteCommandAsync(resource, commandName, arguments, cancellationToken);
            }

            if (resource.GetIds().Contains(resourceId, StringComparer.OrdinalIgnoreCase))
            {
                return ExecuteAsync(resource, resourceId, commandName, arguments, cancellationToken);
            }
        }

        return Task.FromResult(CommandResults.Failure($"Resource '{resourceId}' not found."));
    }

    /// <summary>Executes a command of a resource, for each of its replicas.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource, commandName, new InteractionInputCollection([]), cancellationToken);

    /// <summary>Executes a command of a resource, for each of its replicas, with what it asks for.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource, string commandName, InteractionInputCollection arguments, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(resource.GetIds().Select(id => ExecuteAsync(resource, id, commandName, arguments, cancellationToken)));
        return results.FirstOrDefault(r => !r.Success) ?? results[0];
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(
        IResource resource, string resourceId, string commandName, InteractionInputCollection arguments, CancellationToken cancellationToken)
    {
        var logger = _loggers.GetLogger(resourceId);
        if (resource.Annotations.OfType<ResourceCommandAnnotation>().SingleOrDefault(c => c.Name == commandName) is not { } command)
        {
            return CommandResults.Failure($"Command '{commandName}' not available for resource '{resourceId}'.");
        }

        CommandLog.Executing(logger, commandName);
        try
        {
            var result = await command.ExecuteCommand(new ExecuteCommandContext
            {
                ResourceName = resourceId,
                Services = _services,
                Arguments = arguments,
                CancellationToken = cancellationToken,
                Logger = logger,
            });
            if (!result.Success && !result.Canceled)
            {
                CommandLog.Failed(logger, commandName, result.Message, null);
            }

            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
#pragma warning disable CA1031 // whatever a command throws is its outcome
        catch (Exception e)
#pragma warning restore CA1031
        {
            CommandLog.Failed(logger, commandName, e.Message, e is DistributedApplicationException ? null : e);
            return CommandResults.Failure(e);
        }
    }
}

internal static partial class CommandLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Executing command '{Command}'.")]
    public static partial void Executing(ILogger logger, string command);

    [LoggerMessage(Level = LogLevel.Error, Message = "Command '{Command}' failed: {Reason}")]
    public static partial void Failed(ILogger logger, string command, string? reason, Exception? exception);
}
