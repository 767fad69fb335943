using Conduit.Worker.Jobs;
using Conduit.Worker.Schema;

namespace Conduit.Worker;

internal static class WorkerExtensions
{
    public static void AddMigrationAtStart(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<MigrationAtStart>();

    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IJobHandler, ProfileEnsuredHandler>();
        builder.Services.AddSingleton<IJobHandler, FollowEnsuredHandler>();
        builder.Services.AddSingleton<IJobHandler, FavoriteNotedHandler>();
        builder.Services.AddSingleton<JobHandlers>();
        builder.Services.AddHostedService<JobService>();
    }
}
