using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an AppHost's own entry point for a test: without a dashboard, on ports of its own.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the AppHost that a type is of, up to where it builds its application.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class =>
        RunAsync(typeof(TEntryPoint), [], (_, _) => { }, cancellationToken);

    /// <summary>Runs the AppHost that a type is of, with arguments, up to where it builds its application.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class =>
        RunAsync(typeof(TEntryPoint), args, (_, _) => { }, cancellationToken);

    /// <summary>Runs the AppHost that a type is of, with arguments and settings, up to where it builds its application.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
        where TEntryPoint : class =>
        RunAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <summary>Runs the AppHost that a type is of, up to where it builds its application.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default) =>
        RunAsync(entryPoint, [], (_, _) => { }, cancellationToken);

    /// <summary>Runs the AppHost that a type is of, with arguments, up to where it builds its application.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken = default) =>
        RunAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <summary>Runs the AppHost that a type is of, with arguments and settings, up to where it builds its application.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default) =>
        RunAsync(entryPoint, args, configureBuilder, cancellationToken);

    private static async Task<IDistributedApplicationTestingBuilder> RunAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(configureBuilder);
        var run = new EntryPointRun(entryPoint.Assembly, args, configureBuilder);
        var builder = await run.StartAsync(cancellationToken);
        return new TestingBuilder(builder, run);
    }
}
