using Conduit.Hosting.Faults;
using Conduit.Tests.Application;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conduit.Tests.Hosting;

/// <summary>Faults that end by themselves, whatever fails meanwhile.</summary>
public sealed class FaultLeaseTests : IDisposable
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly IResource _server = new ContainerResource("server");
    private bool _isBroken;
    private int _undone;

    [Fact]
    public async Task Fault_whose_undo_fails_lasts_until_a_later_attempt_succeeds()
    {
        using var leases = Leases(Minute);
        await leases.MakeAsync(NewFault("frozen"), Success);
        _isBroken = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => leases.EndAsync("server", "frozen"));
        Assert.Equal("frozen", leases.FaultOf("server"));
        _isBroken = false;

        Assert.True(await leases.EndAsync("server", "frozen"));
        Assert.Null(leases.FaultOf("server"));
        Assert.False(await leases.EndAsync("server", "frozen"));
        Assert.Equal(1, _undone);
    }

    [Fact]
    public async Task Fault_that_was_not_made_has_no_lease_and_leaves_the_former_one()
    {
        using var leases = Leases(Minute);
        await leases.MakeAsync(NewFault("stopped"), () => Task.FromResult(CommandResults.Failure("It has no process.")));
        Assert.Null(leases.FaultOf("server"));

        await leases.MakeAsync(NewFault("stopped"), Success);
        await leases.MakeAsync(NewFault("stopped"), () => Task.FromResult(CommandResults.Failure("It is stopped.")));

        Assert.Equal("stopped", leases.FaultOf("server"));
    }

    [Fact]
    public async Task Fault_that_was_cut_off_is_undone_and_nothing_renews_it()
    {
        using var leases = Leases(Minute);
        await leases.StartAsync(CancellationToken.None);

        await Assert.ThrowsAsync<TimeoutException>(() => leases.MakeAsync(NewFault("replay paused"), () => throw new TimeoutException()));
        leases.Renew();

        await Eventually.TrueAsync(() => Task.FromResult(leases.FaultOf("server") is null && _undone == 1), "the fault is undone");
        await leases.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Fault_that_is_just_being_made_is_undone_when_the_leases_of_its_resource_end()
    {
        using var leases = Leases(Minute);
        var made = new TaskCompletionSource<ExecuteCommandResult>();
        var making = leases.MakeAsync(NewFault("stopped"), () => made.Task);

        var ending = leases.EndAllAsync("server");
        Assert.False(ending.IsCompleted);
        made.SetResult(CommandResults.Success());
        await Task.WhenAll(making, ending);

        Assert.Equal(1, _undone);
        Assert.Null(leases.FaultOf("server"));
    }

    [Fact]
    public async Task One_undo_that_hangs_does_not_hold_back_those_that_are_due_later()
    {
        using var leases = Leases(TimeSpan.FromMilliseconds(1));
        var (begun, hanging) = (new TaskCompletionSource(), new TaskCompletionSource());
        await leases.StartAsync(CancellationToken.None);
        await leases.MakeAsync(new(_server, "stopped", _ => HangAsync(), () => false, IsCommand: true), Success);
        var other = new ContainerResource("other");

        await begun.Task;
        await leases.MakeAsync(new(other, "frozen", _ => Task.CompletedTask, () => false), Success);

        await Eventually.TrueAsync(() => Task.FromResult(leases.FaultOf("other") is null), "the other server has thawed");
        Assert.Equal("stopped", leases.FaultOf("server"));
        hanging.SetResult();
        await leases.StopAsync(CancellationToken.None);

        Task HangAsync()
        {
            begun.SetResult();
            return hanging.Task;
        }
    }

    [Fact]
    public async Task All_leases_end_at_once_and_processes_go_on_before_commands_are_executed()
    {
        using var leases = Leases(Minute);
        var order = new List<string>();
        await leases.MakeAsync(new(_server, "stopped", _ => UndoAsync("start"), () => false, IsCommand: true), Success);
        await leases.MakeAsync(new(_server, "frozen", _ => UndoAsync("thaw"), () => false), Success);

        await leases.EndAllAsync();

        Assert.Equal(["thaw", "start"], order);
        Assert.Null(leases.FaultOf("server"));

        async Task UndoAsync(string what)
        {
            await Task.Yield();
            lock (order) order.Add(what);
        }
    }

    [Fact]
    public void Lease_that_is_renewed_lasts_and_one_that_is_being_undone_is_not_renewed()
    {
        var lease = new FaultLease(NewFault("frozen"));
        Assert.False(lease.IsDue(DateTime.MaxValue.AddDays(-1)));
        lease.Begin(Now, Minute);
        lease.Renew(Now + (2 * Minute));
        Assert.False(lease.IsDue(Now + Minute));
        Assert.True(lease.IsDue(Now + (2 * Minute)));

        lease.Claim();
        lease.Renew(Now + (3 * Minute));
        Assert.False(lease.IsDue(Now + (3 * Minute)));

        lease.RetryAt(Now + (4 * Minute));
        lease.Renew(Now + (5 * Minute));
        Assert.True(lease.IsDue(Now + (4 * Minute)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Lease_ends_when_its_fault_is_over_and_not_when_that_is_unknown(bool isUnknown, bool isDue)
    {
        var lease = new FaultLease(NewFault("frozen") with { IsOver = () => isUnknown ? throw new IOException() : true });

        lease.Begin(Now, Minute);

        Assert.False(lease.IsDue(Now));
        Assert.Equal(isDue, lease.IsDue(Now + (Minute / 2)));
    }

    public void Dispose() => _services.Dispose();

    private static Task<ExecuteCommandResult> Success() => Task.FromResult(CommandResults.Success());

    private Fault NewFault(string name) => new(_server, name, UndoAsync, () => false);

    private Task UndoAsync(CancellationToken cancellationToken)
    {
        if (_isBroken) throw new InvalidOperationException("It cannot be undone now.");
        _undone++;
        return Task.CompletedTask;
    }

    private FaultLeases Leases(TimeSpan duration) => new(
        new(duration),
        new ResourceNotificationService(
            NullLogger<ResourceNotificationService>.Instance, _lifetime, _services, new ResourceLoggerService()),
        _lifetime,
        NullLogger<FaultLeases>.Instance);
}
