using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Proto;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Answers the dashboard: resources, what they print, and their commands.</summary>
internal sealed class ResourceService(
    DashboardOptions options,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime) : DashboardService.DashboardServiceBase
{
    // Together far below the 4 MB that a message may have.
    private const int LineLimit = 16 * 1024;
    private const int LinesInMessage = 50;

    public override Task<ApplicationReply> GetApplicationInformation(ApplicationRequest request, ServerCallContext context) =>
        Task.FromResult(new ApplicationReply { Name = options.ApplicationName });

    public override Task WatchResources(
        ResourcesRequest request, IServerStreamWriter<ResourcesUpdate> responseStream, ServerCallContext context) =>
        StreamAsync(context, async cancellationToken =>
        {
            var initial = new InitialResources();
            initial.Resources.AddRange(notifications.Present.Select(r => r.ToMessage()));
            await responseStream.WriteAsync(new ResourcesUpdate { Initial = initial }, cancellationToken);
            await foreach (var change in notifications.WatchAsync(cancellationToken))
            {
                var changes = new ResourceChanges { Changes = { new ResourceChange { Upsert = change.ToMessage() } } };
                await responseStream.WriteAsync(new ResourcesUpdate { Changes = changes }, cancellationToken);
            }
        });

    public override Task WatchResourceConsoleLogs(
        LogsRequest request, IServerStreamWriter<LogsUpdate> responseStream, ServerCallContext context) =>
        StreamAsync(context, async cancellationToken =>
        {
            await foreach (var batch in loggers.ReadAsync([request.ResourceName], !request.NoFollow, cancellationToken))
            {
                foreach (var lines in batch.Chunk(LinesInMessage))
                {
                    var update = new LogsUpdate();
                    update.Lines.AddRange(lines.Select(ToMessage));
                    await responseStream.WriteAsync(update, cancellationToken);
                }
            }
        });

    public override async Task<CommandReply> ExecuteResourceCommand(CommandRequest request, ServerCallContext context)
    {
        var arguments = request.Arguments.Select(one => new InteractionInput { Name = one.Key, InputType = InputType.Text, Value = one.Value.StringValue });
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.Command, new InteractionInputCollection([.. arguments]), context.CancellationToken);
        var reply = new CommandReply
        {
            Outcome = result switch
            {
                { Success: true } => CommandOutcome.Succeeded,
                { Canceled: true } => CommandOutcome.Cancelled,
                _ => CommandOutcome.Failed,
            },
        };
        if (result.Message is not null)
        {
            reply.Message = result.Message;
        }

        if (result.Data is { } data)
        {
            reply.Result = new CommandResult { Value = data.Value, Kind = Kind(data.Format), ShownAtOnce = data.DisplayImmediately };
        }

        return reply;
    }

    // The host asks its user nothing; the stream stays open, or the dashboard would try again and again.
    public override Task WatchInteractions(
        IAsyncStreamReader<InteractionAnswer> requestStream,
        IServerStreamWriter<InteractionQuestion> responseStream,
        ServerCallContext context) =>
        StreamAsync(context, cancellationToken => Task.Delay(Timeout.Infinite, cancellationToken));

    private static CommandResultKind Kind(CommandResultFormat format) => format switch
    {
        CommandResultFormat.Json => CommandResultKind.Json,
        CommandResultFormat.Markdown => CommandResultKind.Markdown,
        _ => CommandResultKind.Text,
    };

    private async Task StreamAsync(ServerCallContext context, Func<CancellationToken, Task> stream)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await stream(ending.Token);
        }
        catch (Exception e) when (ending.IsCancellationRequested && e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The dashboard has gone, or the application ends.
        }
    }

    private static LogLineMessage ToMessage(LogLine line) => new()
    {
        Text = line.Content.Length > LineLimit ? line.Content[..LineLimit] : line.Content,
        IsError = line.IsErrorMessage,
        Number = line.LineNumber,
    };
}
