using Conduit.Data.Feeds;
using Conduit.ServiceDefaults;
using Conduit.Worker.Feeds;
using Conduit.Worker.Follows;
using Conduit.Worker.Jobs;
using Conduit.Worker.Notifications;
using Conduit.Worker.Pictures;
using Conduit.Worker.Profiles;
using Conduit.Worker.Schema;
using Conduit.Worker.Upkeep;
using Microsoft.Extensions.Options;

namespace Conduit.Worker;

internal static class WorkerExtensions
{
    public static void AddMigrationAtStart(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<MigrationAtStart>();

    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        builder.AddFeeds();
        builder.AddPictures();
        builder.Services.AddOptions<JobOptions>().BindConfiguration(JobOptions.Section)
            .RejectRenamed(
                JobOptions.Section,
                ("Tries", nameof(JobOptions.MaxAttempts)),
                ("AtOnce", nameof(JobOptions.Concurrency)),
                ("FirstPause", nameof(JobOptions.InitialBackoff)),
                ("LongestPause", nameof(JobOptions.MaxBackoff)),
                ("Patience", nameof(JobOptions.ShutdownTimeout)),
                ("Batch", nameof(JobOptions.BatchSize)),
                ("Lease", nameof(JobOptions.LeaseDuration)),
                ("Poll", nameof(JobOptions.PollInterval)),
                ("OldestDue", nameof(JobOptions.UnhealthyAfter)),
                ("Schedules:counters-mended", "Schedules:recount-counters"),
                ("Schedules:tags-swept", "Schedules:purge-unused-tags"),
                ("Schedules:old-rows-removed", "Schedules:purge-expired-rows"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services
            .AddSingleton(services => services.GetRequiredService<IOptions<JobOptions>>().Value)
            .AddSingleton<FeedFanOut>()
            .AddSingleton<IJobHandler, CopyProfileHandler>()
            .AddSingleton<IJobHandler, CopyFollowHandler>()
            .AddSingleton<IJobHandler, NotifyFavoriteHandler>()
            .AddSingleton<IJobHandler, NotifyCommentHandler>()
            .AddSingleton<IJobHandler, ArticlePublishedHandler>()
            .AddSingleton<IJobHandler, ArticleRemovedHandler>()
            .AddSingleton<IJobHandler, ArticlePicturesHandler>()
            .AddSingleton<IJobHandler, AccountPictureHandler>()
            .AddSingleton<IJobHandler, ProbeHandler>()
            .AddSingleton<IJobHandler, RecountCountersJob>()
            .AddSingleton<IJobHandler, PurgeUnusedTagsJob>()
            .AddSingleton<IJobHandler, PurgeExpiredRowsJob>()
            .AddSingleton<JobHandlers>()
            .AddSingleton<Schedules>()
            .AddSingleton<JobSwitch>()
            .AddSingleton<JobRun>()
            .AddSingleton<QueueGauge>()
            .AddHostedService(services => services.GetRequiredService<QueueGauge>())
            .AddHostedService<JobService>()
            .AddHealthChecks()
            .AddCheck<QueueGauge>("jobs");
    }
}
