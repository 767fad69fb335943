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
    Questions questions,
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
        var arguments = await ArgumentsAsync(request, context.CancellationToken);
        var result = arguments is null ? CommandResults.Canceled() : await commands.ExecuteCommandAsync(request.ResourceName, request.Command, arguments, context.CancellationToken);
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

    public override Task WatchInteractions(
        IAsyncStreamReader<InteractionAnswer> requestStream,
        IServerStreamWriter<InteractionQuestion> responseStream,
        ServerCallContext context) =>
        StreamAsync(context, async cancellationToken =>
        {
            var answers = Task.Run(() => StreamAsync(context, TakeAsync), cancellationToken);
            await foreach (var question in questions.WatchAsync(cancellationToken))
            {
                await responseStream.WriteAsync(question, cancellationToken);
            }

            await answers;

            async Task TakeAsync(CancellationToken ending)
            {
                await foreach (var answer in requestStream.ReadAllAsync(ending))
                {
                    questions.Take(answer);
                }
            }
        });

    // The dashboard leaves it to the host to ask; other callers give at once what there is to tell.
    private async Task<InteractionInputCollection?> ArgumentsAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        var isAsked = request is { IsNotInteractive: false, Arguments.Count: 0 };
        var command = notifications.Present.Where(one => one.ResourceId == request.ResourceName).SelectMany(one => one.Snapshot.Commands).FirstOrDefault(one => one.Name == request.Command);
        return isAsked && command is { Arguments.Count: > 0 }
            ? await questions.AskAsync(command, cancellationToken)
            : new([.. request.Arguments.Select(one => Questions.ToArgument(one.Key, one.Value.StringValue))]);
    }

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
