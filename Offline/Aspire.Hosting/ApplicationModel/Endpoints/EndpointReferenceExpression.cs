using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One part of an endpoint's address.</summary>
public class EndpointReferenceExpression : IExpressionValue, IValueWithReferences
{
    // What containers call the machine they run on.
    private const string HostFromContainer = "host.docker.internal";

    /// <summary>Refers to one part of an endpoint's address.</summary>
    public EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property)
    {
        ArgumentNullException.ThrowIfNull(endpointReference);
        Endpoint = endpointReference;
        Property = property;
    }

    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; }

    /// <inheritdoc/>
    public string ValueExpression => Property == EndpointProperty.HostAndPort
        ? Reference("host") + ":" + Reference("port")
        : Reference(Property switch
        {
            EndpointProperty.Url => "url",
            EndpointProperty.Host or EndpointProperty.IPV4Host => "host",
            EndpointProperty.Port => "port",
            EndpointProperty.Scheme => "scheme",
            EndpointProperty.TargetPort => "targetPort",
            EndpointProperty.TlsEnabled => "tlsEnabled",
            _ => throw new InvalidOperationException($"The part '{Property}' of an endpoint is not supported."),
        });

    IEnumerable<object> IValueWithReferences.References => [Endpoint];

    /// <summary>The part, once it is known.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <summary>The part as the context's caller sees it, once it is known.</summary>
    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);

        switch (Property)
        {
            case EndpointProperty.Scheme:
                return Endpoint.Scheme;
            case EndpointProperty.TlsEnabled:
                return Endpoint.TlsEnabled.ToString();
            case EndpointProperty.TargetPort when Endpoint.TargetPort is { } targetPort:
                return targetPort.ToString(CultureInfo.InvariantCulture);
        }

        var allocated = await Endpoint.EndpointAnnotation.GetAllocatedEndpointAsync(cancellationToken).ConfigureAwait(false);
        var (host, port) = SeenFrom(context, allocated);

        return Property switch
        {
            EndpointProperty.Url => string.Create(CultureInfo.InvariantCulture, $"{Endpoint.Scheme}://{host}:{port}"),
            EndpointProperty.Host => host,
            EndpointProperty.IPV4Host => host is "localhost" ? "127.0.0.1" : host,
            EndpointProperty.Port => port.ToString(CultureInfo.InvariantCulture),
            EndpointProperty.HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{host}:{port}"),
            EndpointProperty.TargetPort => allocated.TargetPortExpression ?? port.ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"The part '{Property}' of an endpoint is not supported."),
        };
    }

    private (string Host, int Port) SeenFrom(ValueProviderContext context, AllocatedEndpoint allocated)
    {
        if (!context.SeenFromContainer)
            return (allocated.Address, allocated.Port);

        return Endpoint.Resource.IsContainer()
            ? (Endpoint.Resource.Name, Endpoint.TargetPort ?? allocated.Port)
            : (HostFromContainer, allocated.Port);
    }

    private string Reference(string part) => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{part}}}";
}
