using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>One run of an AppHost's entry point on a thread of its own, held where it builds and where it starts until the test says so.</summary>
internal sealed class EntryPointRun(
    Assembly appHost,
    string[] args,
    Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure) : EntryPoint, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _building = New<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<DistributedApplication> _built = New<DistributedApplication>();
    private readonly TaskCompletionSource<bool> _starting = New<bool>();
    private readonly TaskCompletionSource<bool> _started = New<bool>();
    private readonly ManualResetEventSlim _mayBuild = new();
    private bool _abandoned;
    private Exception? _lastFault;

    /// <summary>Runs the entry point up to where it builds.</summary>
    public Task<DistributedApplicationBuilder> StartAsync(CancellationToken cancellationToken)
    {
        // Large, as a program's own first thread has it.
        new Thread(Run, 8 * 1024 * 1024) { IsBackground = true, Name = $"{appHost.GetName().Name} entry point" }.Start();
        return _building.Task.WaitAsync(Patience, cancellationToken);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.Set();
        return _built.Task.WaitAsync(Patience, cancellationToken);
    }

    public override void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.AssemblyName = appHost.GetName().Name;
        options.DisableDashboard = true;
        options.AllowUnsecuredTransport = true;
        settings.ApplicationName = appHost.GetName().Name;
        settings.EnvironmentName = Environments.Development;
        settings.Args = options.Args = args.Length > 0 ? args : options.Args;
        settings.Configuration = new();
        settings.Configuration.AddTestDefaults();
        configure(options, settings);
    }

    public override void OnBuilding(DistributedApplicationBuilder builder)
    {
        _building.TrySetResult(builder);
        _mayBuild.Wait();
        if (_abandoned)
        {
            throw new OperationCanceledException("The test needs this application no more.");
        }
    }

    public override void OnBuilt(DistributedApplication app) => _built.TrySetResult(app);

    public override Task StartedByTestAsync(CancellationToken cancellationToken)
    {
        _starting.TrySetResult(true);
        return _started.Task.WaitAsync(cancellationToken);
    }

    public override Task ReadyToStartAsync(CancellationToken cancellationToken) => _starting.Task.WaitAsync(Patience, cancellationToken);

    public override void OnStarted(Exception? failure)
    {
        if (failure is null)
        {
            _started.TrySetResult(true);
        }
        else
        {
            _started.TrySetException(failure);
        }
    }

    /// <summary>Ends what the entry point has begun, if the test did not.</summary>
    public async ValueTask DisposeAsync()
    {
        _abandoned = true;
        _mayBuild.Set();
        _started.TrySetCanceled();
        if (_built.Task.IsCompletedSuccessfully)
        {
            await (await _built.Task).DisposeAsync();
        }
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Run()
    {
        Current = this;
        AppDomain.CurrentDomain.FirstChanceException += Remember;
        try
        {
            var main = appHost.EntryPoint
                ?? throw new InvalidOperationException($"{appHost.GetName().Name} has no entry point.");
            var result = main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? [] : [args], null);
            Fail(_lastFault ?? new InvalidOperationException(
                $"The entry point of {appHost.GetName().Name} ended with {result ?? 0} and built no application."));
        }
#pragma warning disable CA1031 // whatever the entry point throws is for the test that waits
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(e);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Remember;
        }
    }

    // An AppHost catches faults of its set-up to print them; the test must see them all the same.
    private void Remember(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (Current == this && e.Exception is DistributedApplicationException)
        {
            _lastFault = e.Exception;
        }
    }

    private void Fail(Exception exception)
    {
        _building.TrySetException(exception);
        _built.TrySetException(exception);
        _starting.TrySetException(exception);
    }
}
