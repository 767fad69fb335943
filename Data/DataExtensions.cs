using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Conduit.Data.Schema;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Conduit.Data;

/// <summary>Registers the data tier.</summary>
public static class DataExtensions
{
    /// <summary>Adds the accounts database, the shards, and the health check that waits for their schema.</summary>
    public static TBuilder AddConduitData<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<DataOptions>()
            .Configure<IConfiguration>((options, configuration) => options.Read(configuration))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DataOptions>, DataOptions.Validation>();

        builder.AddLiveSwitches("Data:ReplicaReads");
        builder.Services.AddOptions<RoutingOptions>()
            .BindConfiguration(RoutingOptions.Section)
            .Validate(routing => routing.Deadline > TimeSpan.Zero, "Data__Deadline must be longer than zero, as in 00:00:00.800.")
            .ValidateOnStart();
        builder.AddFreshness();
        builder.Services
            .AddSingleton<Databases>()
            .AddSingleton(services => services.GetRequiredService<Databases>().Shards)
            .AddSingleton<Migrator>();
        builder.Services.AddHostedService<RoutingService>();
        builder.Services.AddSingleton<JobNotifier>().AddHostedService(services => services.GetRequiredService<JobNotifier>());

        builder.Services.AddSingleton<SchemaMonitor>().AddHostedService(services => services.GetRequiredService<SchemaMonitor>());
        builder.Services.AddHealthChecks().AddCheck<DatabasesCheck>("databases").AddCheck<FollowersCheck>("followers");
        return builder;
    }
}
