using System.Globalization;
using System.Text;
using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>Writes values of the model as strings of Bicep.</summary>
/// <param name="deployment">The application.</param>
/// <param name="parameters">Receives the parameters that the values need.</param>
internal sealed class AppValues(Deployment deployment, AppParameters parameters)
{
    private const string Http = "http://";

    // Certificates of Flexible Server are those of public authorities.
    private const string Encrypted = ";SSL Mode=VerifyFull";

    /// <summary>
    /// A string. The two nodes of a shard become the hosts of its managed server, and an address of a server that of its container app,
    /// whose ingress listens on the ports of http and https.
    /// </summary>
    public string Write(Template template)
    {
        var text = new StringBuilder();
        string? awaited = null;
        var (port, suffix) = ("", "");
        foreach (var part in template.Parts)
        {
            switch (part)
            {
                case TextPart { Text: var literal } when awaited is null:
                    var isPort = port.Length > 0 && literal.StartsWith(port, StringComparison.Ordinal);
                    text.Append(suffix).Append(BicepText.Escape(isPort ? literal[port.Length..] : literal));
                    (port, suffix) = ("", "");
                    break;
                case SecretPart { Name: var name }:
                    text.Append(BicepText.Place(Secret(name)));
                    break;
                case HostPart host when deployment.ShardOf(host.Resource) is { } shard:
                    var isFirst = host.Resource == shard.Nodes[0];
                    if (isFirst) text.Append(BicepText.Place(parameters.AddOutput(shard.Name, "hosts")));
                    awaited = isFirst ? shard.Nodes[^1] : null;
                    (port, suffix) = (PortOf(host), isFirst ? "" : Encrypted);
                    break;
                case HostPart host:
                    if (text.ToString().EndsWith(Http, StringComparison.Ordinal)) text.Length -= Http.Length;
                    text.Append(AddressOf(host.Resource));
                    port = PortOf(host);
                    break;
            }
        }

        return BicepText.Interpolation(text.ToString());
    }

    /// <summary>The parameter with a secret.</summary>
    public string Secret(string name) => parameters.Add(name, AzureNames.Value(name), isSecure: true);

    // Within the environment an app is reached by its name; one that clients reach sends http to https, so it is called by its full name.
    private string AddressOf(string name) => deployment.Services.Single(service => service.Name == name).IsExternal
        ? $"https://{name}.{BicepText.Place(parameters.AddOutput(AzureNames.Environment, AzureNames.Domain))}"
        : $"{Http}{name}";

    private string PortOf(HostPart host)
    {
        var server = deployment.Services.Cast<PublishedProcess>().Concat(deployment.Containers).Single(one => one.Name == host.Resource);
        return string.Create(CultureInfo.InvariantCulture, $":{server.Ports.Single(port => port.Name == host.Endpoint).Number}");
    }
}
