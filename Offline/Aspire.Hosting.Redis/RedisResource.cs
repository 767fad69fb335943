namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server in a container.</summary>
public class RedisResource : ContainerResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";

    /// <summary>Makes a server with a password.</summary>
    public RedisResource(string name, ParameterResource password) : base(name)
    {
        PasswordParameter = password;
        PrimaryEndpoint = new(this, EndpointName);
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Its password.</summary>
    public ParameterResource? PasswordParameter { get; }

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            var tls = PrimaryEndpoint.GetTlsValue(ReferenceExpression.Create($",ssl=true"), ReferenceExpression.Empty);
            return ReferenceExpression.Create($"{Part(EndpointProperty.HostAndPort)},password={PasswordParameter!}{tls}");
        }
    }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        var (host, port) = (Part(EndpointProperty.Host), Part(EndpointProperty.Port));
        yield return new("Host", ReferenceExpression.Create($"{host}"));
        yield return new("Port", ReferenceExpression.Create($"{port}"));
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter!}"));
        yield return new("Uri", ReferenceExpression.Create($"{Part(EndpointProperty.Scheme)}://:{PasswordParameter!:uri}@{host}:{port}"));
    }

    private EndpointReferenceExpression Part(EndpointProperty property) => PrimaryEndpoint.Property(property);
}
