using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Faults;

/// <summary>Commands that break a server of this machine, to see what the others do.</summary>
internal static class FaultCommands
{
    public const string Kill = "kill";
    public const string Freeze = "freeze";
    public const string Thaw = "thaw";
    public const string Frozen = "frozen";

    /// <summary>Adds the commands, in run mode and on Linux.</summary>
    public static IResourceBuilder<T> WithFaultCommands<T>(this IResourceBuilder<T> server)
        where T : IResource
    {
        var builder = server.ApplicationBuilder;
        if (!builder.ExecutionContext.IsRunMode || !OperatingSystem.IsLinux())
            return server;

        builder.AddFaultLeases();
        return server
            .WithCommand(Kill, "Kill", context => KillAsync(server.Resource, context), new CommandOptions
            {
                Description = "Ends the process at once, as kill -9 does: it finishes nothing.",
                IconName = "Flash",
                UpdateState = context => EnabledIf(IsRunning(context.ResourceSnapshot)),
            })
            .WithCommand(Freeze, "Freeze", context => FreezeAsync(server.Resource, context), new CommandOptions
            {
                Description = "Stops the process without ending it (SIGSTOP): it answers nothing. It thaws by itself after a minute.",
                IconName = "WeatherSnowflake",
                UpdateState = context => EnabledIf(IsRunning(context.ResourceSnapshot) && !IsFrozen(context.ResourceSnapshot)),
            })
            .WithCommand(Thaw, "Thaw", context => ThawAsync(server.Resource, context), new CommandOptions
            {
                Description = "Continues a frozen process.",
                IconName = "WeatherSunny",
                UpdateState = context =>
                    IsFrozen(context.ResourceSnapshot) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            });
    }

    /// <summary>Registers the leases, once.</summary>
    public static void AddFaultLeases(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(FaultLeases)))
            return;

        builder.Services.AddSingleton(LeaseDuration.Read(builder.Configuration)).AddSingleton<FaultLeases>();
        builder.Services.InsertHostedService(services => services.GetRequiredService<FaultLeases>());
    }

    private static bool IsRunning(CustomResourceSnapshot snapshot) => snapshot.State?.Text == KnownResourceStates.Running;

    private static bool IsFrozen(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.Any(property => property is { Name: FaultLeases.Property, Value: Frozen });

    private static ResourceCommandState EnabledIf(bool condition) =>
        condition ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;

    private static async Task<ExecuteCommandResult> KillAsync(IResource server, ExecuteCommandContext context) =>
        await FindAsync(server, context) is { } id && ResourceProcess.Kill(id)
            ? CommandResults.Success()
            : CommandResults.Failure($"{server.Name} has no process that could be killed.");

    private static async Task<ExecuteCommandResult> FreezeAsync(IResource server, ExecuteCommandContext context)
    {
        var leases = context.Services.GetRequiredService<FaultLeases>();
        await leases.EndAsync(server.Name, Frozen);
        var failure = CommandResults.Failure($"{server.Name} has no process that could be frozen.");
        if (await FindAsync(server, context) is not { } id)
            return failure;

        IReadOnlyList<int> stopped = [];
        // It is over, too, when another node has taken its place and has killed it.
        var fault = new Fault(server, Frozen, UndoAsync, IsOver: () => !FolderProcesses.IsStopped(id));
        return await leases.MakeAsync(fault, MakeAsync);

        Task<ExecuteCommandResult> MakeAsync()
        {
            stopped = ResourceProcess.Freeze(id);
            return Task.FromResult(stopped.Count > 0 ? CommandResults.Success() : failure);
        }

        Task UndoAsync(CancellationToken _)
        {
            ResourceProcess.Thaw(stopped);
            return Task.CompletedTask;
        }
    }

    private static async Task<ExecuteCommandResult> ThawAsync(IResource server, ExecuteCommandContext context) =>
        await context.Services.GetRequiredService<FaultLeases>().EndAsync(server.Name, Frozen)
            ? CommandResults.Success()
            : CommandResults.Failure($"{server.Name} is not frozen.");

    private static async Task<int?> FindAsync(IResource server, ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        var current = await notifications.WaitForResourceAsync(server.Name, _ => true, context.CancellationToken);
        return ResourceProcess.Of(current.Snapshot);
    }
}
