using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Health;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <inheritdoc cref="IDistributedApplicationBuilder"/>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _inner;
    private readonly DistributedApplicationExecutionContextOptions _executionOptions;
    private readonly EntryPoint? _entryPoint = EntryPoint.Current;

    /// <summary>Creates a builder from command line arguments.</summary>
    public DistributedApplicationBuilder(string[] args) : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>Creates a builder from options.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        _entryPoint?.OnCreating(options, settings);
        AppHostAssembly = options.ResolveAssembly();
        settings.ApplicationName ??= AppHostAssembly?.GetName().Name;
        AppHostDirectory = HostConfiguration.FindProjectDirectory(options, AppHostAssembly);
        settings.ContentRootPath ??= Directory.Exists(AppHostDirectory) ? AppHostDirectory : null;
        _inner = new HostApplicationBuilder(settings);
        HostConfiguration.Add(_inner.Configuration, _inner.Environment, options, AppHostDirectory, AppHostAssembly);

        _executionOptions = new(HostConfiguration.ReadOperation(_inner.Configuration));
        ExecutionContext = new DistributedApplicationExecutionContext(_executionOptions);
        AddServices(options);
    }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _inner.Environment;

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _inner.Configuration;

    /// <inheritdoc/>
    public IServiceCollection Services => _inner.Services;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc/>
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (Resources.FirstOrDefault(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is { } existing)
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type '{existing.GetType()}' with that name already exists. Resource names are case-insensitive.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build()
    {
        _entryPoint?.OnBuilding(this);
        var host = _inner.Build();
        _executionOptions.ServiceProvider = host.Services;
        ((DistributedApplicationEventing)Eventing).Logger = host.Services.GetRequiredService<ILogger<DistributedApplicationEventing>>();
        var app = new DistributedApplication(host, _entryPoint);
        _entryPoint?.OnBuilt(app);
        return app;
    }

    private void AddServices(DistributedApplicationOptions options)
    {
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(_ => new DistributedApplicationModel(Resources));
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton(s => new ResourceCommandService(
            s.GetRequiredService<DistributedApplicationModel>(), s.GetRequiredService<ResourceLoggerService>(), s));
        Services.AddHttpClient();
        Services.AddHealthChecks();
        Services.Configure<HostOptions>(o => o.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost);
        _inner.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Error)
            .AddFilter("Grpc", LogLevel.Error);
        if (ExecutionContext.IsPublishMode)
        {
            return;
        }

        var isDashboardWanted = !options.DisableDashboard;
        Services.Configure<ResourceNotificationServiceOptions>(o =>
            o.DefaultWaitBehavior = isDashboardWanted ? WaitBehavior.WaitOnResourceUnavailable : WaitBehavior.StopOnResourceUnavailable);
        Services.AddSingleton(_ => DcpOptions.From(Configuration, AppHostAssembly));
        Services.AddSingleton(s => DashboardOptions.From(Configuration, s.GetRequiredService<DcpOptions>(), isDashboardWanted));
        Services.AddSingleton<DashboardRun>();
        Services.AddSingleton(_ => new ProjectOutputs(AppHostAssembly));
        Services.AddSingleton<Orchestrator>();
        Services.AddHostedService<HealthMonitor>();
        if (isDashboardWanted)
        {
            Services.AddHealthChecks().Add(new HealthCheckRegistration(
                DashboardRun.HealthCheckKey,
                s => new HttpHealthCheck(
                    s.GetRequiredService<IHttpClientFactory>(), s.GetRequiredService<DashboardRun>().Frontend, "/health", 200),
                null, null));
        }

        if (options.EnableResourceLogging)
        {
            Services.AddHostedService<Logs.ResourceLogForwarder>();
        }
    }
}
