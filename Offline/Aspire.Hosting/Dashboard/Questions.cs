using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Proto;

namespace Aspire.Hosting.Dashboard;

/// <summary>Asks whoever looks at the dashboard for something. Every open dashboard shows the question; the first answer counts.</summary>
internal sealed class Questions
{
    private readonly ConcurrentDictionary<int, Open> _open = [];
    private readonly ConcurrentDictionary<Channel<InteractionQuestion>, bool> _watchers = [];
    private int _last;

    /// <summary>Asks for what a command wants to know.</summary>
    /// <returns>That; null when it was not told.</returns>
    public async Task<InteractionInputCollection?> AskAsync(ResourceCommandSnapshot command, CancellationToken cancellationToken)
    {
        var question = new InteractionQuestion
        {
            Id = Interlocked.Increment(ref _last),
            Title = command.DisplayName,
            Message = command.DisplayDescription ?? "",
            Yes = command.DisplayName,
            No = "Cancel",
            ShowsNo = true,
            ShowsDismiss = true,
            Inputs = new() { Inputs = { command.Arguments.Select(ResourceMessages.ToMessage) } },
        };
        var open = _open[question.Id] = new(question);
        try
        {
            Tell(question);
            return await open.Answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _open.TryRemove(question.Id, out _);
            Tell(new() { Id = question.Id, Complete = new() });
        }
    }

    /// <summary>The open questions and those to come, each followed by its end.</summary>
    public async IAsyncEnumerable<InteractionQuestion> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var told = Channel.CreateUnbounded<InteractionQuestion>(new() { SingleReader = true });
        _watchers[told] = true;
        try
        {
            foreach (var open in _open.Values)
                yield return open.Question;
            await foreach (var question in told.Reader.ReadAllAsync(cancellationToken))
                yield return question;
        }
        finally
        {
            _watchers.TryRemove(told, out _);
        }
    }

    /// <summary>Takes an answer.</summary>
    public void Take(InteractionAnswer answer)
    {
        if (_open.TryGetValue(answer.Id, out var open))
            open.Answer.TrySetResult(answer.Inputs is { } inputs ? new([.. inputs.Inputs.Select(input => ToArgument(input.Name, input.Value))]) : null);
    }

    /// <summary>Something that was told.</summary>
    public static InteractionInput ToArgument(string name, string value) => new() { Name = name, InputType = InputType.Text, Value = value };

    private void Tell(InteractionQuestion question)
    {
        foreach (var watcher in _watchers.Keys)
            watcher.Writer.TryWrite(question);
    }

    private sealed record Open(InteractionQuestion Question)
    {
        public TaskCompletionSource<InteractionInputCollection?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
