using Conduit.Tests.Application;
using Conduit.WebFrontend.Api;

namespace Conduit.Tests.WebFrontend;

/// <summary>Pages that wait for the same read share it, and none gets a response from before its own request.</summary>
public sealed class SharedReadsTests
{
    private const string Path = "api/tags";

    private readonly SharedReads _reads = new();
    private readonly List<TaskCompletionSource<int>> _sent = [];

    [Fact]
    public async Task Requests_during_a_read_share_the_next_one_which_begins_after_it()
    {
        var first = _reads.Send(Path, ReadAsync);
        await SentAsync(1);
        var second = _reads.Send(Path, ReadAsync);
        var third = _reads.Send(Path, ReadAsync);
        Assert.Equal((false, false, true), (first.IsJoined, second.IsJoined, third.IsJoined));
        Assert.Same(second.Read, third.Read);
        Assert.Single(_sent);

        _sent[0].SetResult(1);
        Assert.Equal(1, await first.Read);
        await SentAsync(2);
        _sent[1].SetResult(2);
        Assert.Equal((2, 2), (await second.Read, await third.Read));
    }

    [Fact]
    public async Task Failed_read_fails_only_the_requests_that_wait_for_it()
    {
        var first = _reads.Send(Path, ReadAsync);
        await SentAsync(1);
        var second = _reads.Send(Path, ReadAsync);

        _sent[0].SetException(new HttpRequestException("the server is gone"));
        await Assert.ThrowsAsync<HttpRequestException>(() => first.Read);
        await SentAsync(2);
        _sent[1].SetResult(2);
        Assert.Equal(2, await second.Read);

        // Nothing is in flight any more: the next request sends its own read.
        var third = _reads.Send(Path, ReadAsync);
        await SentAsync(3);
        _sent[2].SetResult(3);
        Assert.Equal((false, 3), (third.IsJoined, await third.Read));
    }

    private Task<int> ReadAsync()
    {
        lock (_sent)
        {
            var read = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _sent.Add(read);
            return read.Task;
        }
    }

    private Task SentAsync(int count) => Eventually.TrueAsync(
        () =>
        {
            lock (_sent) return Task.FromResult(_sent.Count == count);
        },
        $"read number {count}");
}
