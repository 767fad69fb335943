using System.ComponentModel.DataAnnotations;

namespace Conduit.ServiceDefaults;

/// <summary>The section <c>Site</c>: how clients reach the site.</summary>
public sealed class SiteOptions : IValidatableObject
{
    public const string Section = "Site";

    /// <summary>The host names of the site, separated by spaces, without ports; <c>*.example.org</c> means all names below.</summary>
    [Required(ErrorMessage =
        "Site:Hosts is missing: set it to the names by which clients reach the site, separated by spaces, such as www.example.org.")]
    public string? Hosts { get; init; }

    /// <summary>Whether clients use https only, because TLS ends here or in front.</summary>
    public bool Https { get; init; }

    internal string[] HostNames => (Hosts ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HostNames.FirstOrDefault(host => !IsHost(host)) is { } bad)
            yield return new ValidationResult(
                $"Site:Hosts has '{bad}', which is no host name: set it to names without scheme and port, separated by spaces.");
    }

    private static bool IsHost(string host) =>
        Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is not UriHostNameType.Unknown;
}
