using Conduit.Lab.Api;
using Conduit.Lab.Baseline;

namespace Conduit.Lab.Jobs;

/// <summary>A run of <c>lab jobs</c>.</summary>
internal static class JobsRun
{
    // One user writes, the others read feeds of three sizes.
    private const int Users = 4;

    public static async Task<int> RunAsync(JobsOptions options, CancellationToken cancellationToken)
    {
        await using var databases = await BaselineDatabases.OpenAsync();
        await using var redis = await LabRedis.OpenAsync("cache")
            ?? throw new LabException("ConnectionStrings__cache is not set: start `benchmark` in the dashboard, which sets it.");
        using var client = new LabClient(options.Target, cancellationToken);
        var users = (await new SetUp(new(Users, Articles: Users, WithOwn: false), client, cancellationToken).RunAsync()).Users;

        // Reads come first: the rows that the other measurements leave for vacuum would slow them.
        await new FeedReads(databases, client, users, options, cancellationToken).RunAsync();
        await new QueueRun(databases, options, cancellationToken).RunAsync();
        await new FanOutRun(databases, redis.GetDatabase(), client, users[0], options, cancellationToken).RunAsync();
        return 0;
    }
}
