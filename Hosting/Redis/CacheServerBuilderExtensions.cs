using System.Globalization;
using Conduit.Hosting.Faults;
using Conduit.Hosting.Map;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Conduit.Hosting.Redis;

/// <summary>Adds Redis servers that keep everything in memory to an AppHost.</summary>
public static class CacheServerBuilderExtensions
{
    private const string Icon = "DatabaseLightning";

    /// <summary>Adds a Redis server with a password, bounded memory and nothing on disk.</summary>
    /// <remarks>
    /// With the engine <c>process</c> (setting <c>Engine</c>) it is a server of this machine: <c>redis-server</c> or <c>valkey-server</c>
    /// on the PATH, else <c>artifacts/tools/redis/redis-server</c>, or the path in the setting <c>RedisServer</c>. With the engine
    /// <c>container</c>, and in publish mode, it is the official image. The setting <c>Name:MaxMemory</c> bounds its memory; the secret
    /// parameter <c>name-password</c> is generated unless given.
    /// </remarks>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The resource's name, and that of its connection string.</param>
    /// <param name="maxMemory">The bound of its memory unless the setting says another, such as <c>64mb</c>.</param>
    /// <param name="eviction">What happens when the memory is full.</param>
    /// <returns>The server.</returns>
    /// <example>
    /// <code>
    /// var cache = builder.AddCacheServer("cache", maxMemory: "256mb", Eviction.LeastRecentlyUsed);
    /// builder.AddProject&lt;Projects.ApiService&gt;("api").WithReference(cache).WaitFor(cache);
    /// </code>
    /// </example>
    public static IResourceBuilder<IResourceWithConnectionString> AddCacheServer(
        this IDistributedApplicationBuilder builder, string name, string maxMemory, Eviction eviction)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var password = builder.AddGeneratedSecret($"{name}-password", $"Password of the Redis server `{name}`.");
        var memory = CacheMemory.Read(builder.Configuration, name, maxMemory, eviction);
        var machine = LocalMachine.Of(builder);
        return machine.Engine == Engine.Process
            ? AddProcess(builder, name, password.Resource, memory, machine)
            : AddContainer(builder, name, password, memory);
    }

    private static IResourceBuilder<CacheServerResource> AddProcess(
        IDistributedApplicationBuilder builder, string name, ParameterResource password, CacheMemory memory, LocalMachine machine)
    {
        var program = RedisProgram.Find(builder.Configuration, machine);
        var server = new CacheServerResource(name, password, machine.Data.For(name));
        var key = $"{name}-check";
        builder.Services
            .AddHealthChecks()
            .Add(new HealthCheckRegistration(key, new CacheServerHealthCheck(server), failureStatus: null, tags: null));
        builder.Eventing.Subscribe<BeforeResourceStartedEvent>(server, async (starting, cancellationToken) =>
        {
            var log = starting.Services.GetRequiredService<ResourceLoggerService>().GetLogger(server);
            await Leftovers.EndAsync(server.Folder, log, cancellationToken);
            var secret = await password.GetValueAsync(cancellationToken);
            var configuration = string.Create(CultureInfo.InvariantCulture, $"""
                # Written by the AppHost before each start.
                bind 127.0.0.1
                port {server.Endpoint.Port}
                requirepass "{secret}"
                maxmemory {memory.Bound}
                maxmemory-policy {memory.Policy}
                save ""
                appendonly no
                daemonize no
                """);
            var file = Path.Combine(server.Folder, "redis.conf");
            PrivateFiles.Write(file, configuration + "\n", machine.User);
            LaunchScript.Write(server.LaunchScript, machine.User, "TERM", program, file);
        });
        return builder.AddResource(server)
            .WithEndpoint(name: CacheServerResource.EndpointName, scheme: "tcp", isProxied: false)
            .WithArgs(CacheServerResource.LaunchScriptName)
            .WithHealthCheck(key)
            .WithIconName(Icon)
            .WithAnnotation(new SystemPartAnnotation(SystemPartKind.Cache))
            .WithFaultCommands()
            .WithFlushCommand()
            .WithReplCommand(RedisProgram.FindClient(program), () => ClientArguments(server), "REDISCLI_AUTH", password);
    }

    private static string[] ClientArguments(CacheServerResource server) =>
        ["-h", "127.0.0.1", "-p", server.Endpoint.Port.ToString(CultureInfo.InvariantCulture)];

    private static IResourceBuilder<RedisResource> AddContainer(
        IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> password, CacheMemory memory) =>
        builder.AddRedis(name, password: password)
            .WithImageTag(ContainerImages.RedisTag)
            .WithIconName(Icon)
            .WithAnnotation(new SystemPartAnnotation(SystemPartKind.Cache))
            .WithAnnotation(new CacheServerAnnotation(memory))
            .WithRepl()
            .WithArgs(context =>
            {
                string[] bounds = ["--maxmemory", memory.Bound, "--maxmemory-policy", memory.Policy, "--save", "''", "--appendonly", "no"];
                // the package hands over one command line for a shell when it publishes, and its words when it runs
                if (context.Args is [.., string command] && command.StartsWith("redis-server ", StringComparison.Ordinal))
                    context.Args[^1] = $"{command} {string.Join(' ', bounds)}";
                else
                    bounds.ToList().ForEach(context.Args.Add);
            });
}
