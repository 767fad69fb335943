using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>A built application: runs its resources, or publishes them.</summary>
public partial class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly EntryPoint? _entryPoint;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;
    private readonly Lock _ending = new();
    private Task? _stopped;
    private Task? _disposed;

    internal DistributedApplication(IHost host, EntryPoint? entryPoint)
    {
        _host = host;
        _entryPoint = entryPoint;
        _lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        _logger = host.Services.GetRequiredService<ILogger<DistributedApplication>>();
    }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>The resources' states.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>The resources' commands.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    private DistributedApplicationExecutionContext Execution => Services.GetRequiredService<DistributedApplicationExecutionContext>();

    /// <summary>Creates a builder without arguments.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Creates a builder from command line arguments.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Creates a builder from options.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Runs until told to stop, or publishes.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Runs until told to stop, or publishes.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (Execution.IsPublishMode)
            {
                await PublishAsync(cancellationToken);
                return;
            }

            await StartAsync(cancellationToken);
            await StoppingAsync(cancellationToken);
            if (Services.GetRequiredService<Orchestrator>().IsLost)
            {
                throw new DistributedApplicationException("The orchestrator (dcp) has ended unexpectedly, and every resource with it.");
            }
        }
        catch (OperationCanceledException) when (_lifetime.ApplicationStopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            // Told to stop while it was still starting.
        }
        finally
        {
            await StopAsync(CancellationToken.None);

            // Under test the application is the test's, to look at after its end.
            if (_entryPoint is null)
            {
                await DisposeAsync();
            }
        }
    }

    /// <summary>Starts the resources; comes back when what they wait for was there.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_entryPoint is null)
        {
            await StartCoreAsync(cancellationToken);
            return;
        }

        if (EntryPoint.Current == _entryPoint)
        {
            await _entryPoint.StartedByTestAsync(cancellationToken);
            return;
        }

        await _entryPoint.ReadyToStartAsync(cancellationToken);
        try
        {
            await StartCoreAsync(cancellationToken);
            _entryPoint.OnStarted(null);
        }
        catch (Exception e)
        {
            _entryPoint.OnStarted(e);
            throw;
        }
    }

    /// <summary>Stops the resources.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default)
    {
        // A test and the entry point that it runs may both stop: they wait for the same end.
        lock (_ending)
        {
            return _stopped ??= StopCoreAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        Task disposed;
        lock (_ending)
        {
            disposed = _disposed ??= ((IAsyncDisposable)_host).DisposeAsync().AsTask();
        }

        await disposed;
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    private async Task StartCoreAsync(CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.ApplicationStopping);
        Log.Starting(_logger);
        Services.GetRequiredService<DashboardRun>().AddTo(Services.GetRequiredService<DistributedApplicationModel>());
        await BeforeStart.PublishAsync(Services, Execution, stopping.Token);
        await _host.StartAsync(stopping.Token);
        await Services.GetRequiredService<Orchestrator>().StartAsync(stopping.Token);
        Log.Started(_logger);
    }

    private async Task StopCoreAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _lifetime.StopApplication();
        if (Execution.IsRunMode)
        {
            await Services.GetRequiredService<Orchestrator>().DisposeAsync();
        }

        await _host.StopAsync(cancellationToken);
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        var publisher = new ManifestPublisher(Execution, Services.GetRequiredService<IConfiguration>());
        await BeforeStart.PublishAsync(Services, Execution, cancellationToken);
        var path = await publisher.PublishAsync(Services.GetRequiredService<DistributedApplicationModel>(), cancellationToken);
        Log.Published(_logger, path);
    }

    private async Task StoppingAsync(CancellationToken cancellationToken)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var told = _lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.WaitAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Distributed application starting.")]
        public static partial void Starting(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "Distributed application started. Press Ctrl+C to shut down.")]
        public static partial void Started(ILogger logger);

        [LoggerMessage(Level = LogLevel.Information, Message = "Published manifest to: {Path}")]
        public static partial void Published(ILogger logger, string path);
    }
}
