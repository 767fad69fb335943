using StackExchange.Redis;

namespace Conduit.Hosting.Redis;

/// <summary>The dashboard command that makes a cache server lose everything, as a crash would.</summary>
internal static class FlushCommand
{
    public const string Name = "flush";

    public static IResourceBuilder<CacheServerResource> WithFlushCommand(this IResourceBuilder<CacheServerResource> server) =>
        server.WithCommand(Name, "Lose everything", context => FlushAsync(server.Resource, context.CancellationToken), new CommandOptions
        {
            Description = "Deletes every value (FLUSHALL). The application goes on: slower for a while, and never with a stale answer.",
            IconName = "Delete",
            UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
        });

    private static async Task<ExecuteCommandResult> FlushAsync(CacheServerResource server, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await server.ConnectAsync(cancellationToken);
            await connection.GetDatabase().ExecuteAsync("FLUSHALL");
            return CommandResults.Success();
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            return CommandResults.Failure($"{server.Name} was not emptied: {fault.Message}");
        }
    }
}
