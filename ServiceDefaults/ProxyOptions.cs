using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Conduit.ServiceDefaults;

/// <summary>The section <c>Site</c>: the proxies whose forwarded headers a service trusts.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = SiteOptions.Section;

    /// <summary>
    /// The networks of the proxies in front of a service, separated by spaces, such as <c>10.0.0.0/8</c>. Loopback is always trusted.
    /// </summary>
    public string Proxies { get; init; } = "";

    public IEnumerable<string> Networks => Proxies.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Networks.FirstOrDefault(network => !IPNetwork.TryParse(network, out _)) is { } bad)
            yield return new ValidationResult(
                $"Site:Proxies has '{bad}', which is no network: set it to networks such as 10.0.0.0/8, separated by spaces.");
    }
}
