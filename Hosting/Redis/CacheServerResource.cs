using StackExchange.Redis;

namespace Conduit.Hosting.Redis;

/// <summary>A Redis server that keeps everything in memory, run as a process of this machine.</summary>
public sealed class CacheServerResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";
    internal const string LaunchScriptName = "redis.sh";

    internal CacheServerResource(string name, ParameterResource password, string folder)
        : base(name, "/bin/sh", folder)
    {
        Password = password;
        Folder = folder;
        Endpoint = new EndpointReference(this, EndpointName);
    }

    /// <summary>Where it listens, on loopback.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>Its password, which clients send and which is set anew at each start.</summary>
    public ParameterResource Password { get; }

    /// <summary>The connection string, in StackExchange.Redis' form.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"127.0.0.1:{Endpoint.Property(EndpointProperty.Port)},password={Password}");

    internal string Folder { get; }

    internal string LaunchScript => Path.Combine(Folder, LaunchScriptName);

    /// <summary>Connects as the AppHost does: once, with a short timeout.</summary>
    internal async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        var options = ConfigurationOptions.Parse(
            await ((IResourceWithConnectionString)this).GetConnectionStringAsync(cancellationToken) ?? "");
        options.ConnectTimeout = 2000;
        options.ConnectRetry = 0;
        options.AllowAdmin = true;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
