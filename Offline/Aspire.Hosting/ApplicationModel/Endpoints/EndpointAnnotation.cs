using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A place where a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AllocatedEndpoint? _allocatedEndpoint;
    private string? _transport;
    private int? _port;
    private int? _targetPort;

    /// <summary>Describes an endpoint.</summary>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        _transport = transport;
        Name = name ?? UriScheme;
        _port = port;
        _targetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsExplicitlyProxied = isProxied;
    }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The scheme of its address.</summary>
    public string UriScheme { get; set; }

    /// <summary>What is spoken: <c>tcp</c>, <c>http</c>, <c>http2</c>.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    /// <summary>Its name, unique in the resource.</summary>
    public string Name { get; set; }

    /// <summary>The port others connect to; null for a free one.</summary>
    public int? Port
    {
        get => _port ?? (IsProxied ? null : _targetPort);
        set => _port = value;
    }

    /// <summary>The port the resource listens on; null for a free one.</summary>
    public int? TargetPort
    {
        get => _targetPort ?? (IsProxied ? null : _port);
        set => _targetPort = value;
    }

    /// <summary>The host the resource listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Whether it is open to the world when published.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether the orchestrator stands in front of it.</summary>
    public bool IsProxied
    {
        get => IsExplicitlyProxied ?? true;
        set => IsExplicitlyProxied = value;
    }

    /// <summary>What was said about the proxy, if anything.</summary>
    public bool? IsExplicitlyProxied { get; set; }

    /// <summary>Whether it is encrypted.</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>Where it is, once the app runs.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocatedEndpoint;
        set
        {
            _allocatedEndpoint = value;
            if (value is not null)
                _allocated.TrySetResult();
        }
    }

    // Whoever asked for the port in a variable of its own is not told by ASPNETCORE_URLS too.
    internal string? TargetPortEnvironmentVariable { get; set; }

    // Made up for publishing: the project itself is not told to listen on it.
    internal bool IsDefaultHttps { get; set; }

    internal async Task<AllocatedEndpoint> GetAllocatedEndpointAsync(CancellationToken cancellationToken)
    {
        await _allocated.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _allocatedEndpoint!;
    }
}
