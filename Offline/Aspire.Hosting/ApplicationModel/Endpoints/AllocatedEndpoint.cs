using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where an endpoint turned out to be once the app runs.</summary>
public class AllocatedEndpoint
{
    /// <summary>Says where an endpoint is.</summary>
    public AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrEmpty(address);
        Endpoint = endpoint;
        Address = address;
        Port = port;
        TargetPortExpression = targetPortExpression;
    }

    /// <summary>The endpoint as described.</summary>
    public EndpointAnnotation Endpoint { get; }

    /// <summary>The host to connect to.</summary>
    public string Address { get; }

    /// <summary>The port to connect to.</summary>
    public int Port { get; }

    /// <summary>The port that the resource itself listens on, as the orchestrator's template, when only that knows it.</summary>
    public string? TargetPortExpression { get; }

    /// <summary>The scheme of its address.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Host and port.</summary>
    public string EndPointString => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    /// <summary>The whole address.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc/>
    public override string ToString() => UriString;
}
