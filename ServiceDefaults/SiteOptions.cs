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

    /// <summary>
    /// How absolute addresses of the site begin, such as <c>https://www.example.org</c>; by default made of the first of the host names
    /// and of <see cref="Https"/>.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The scheme, host and port of absolute addresses; empty when no name is known.</summary>
    internal string Origin =>
        Address?.TrimEnd('/')
        ?? (HostNames.FirstOrDefault(host => !host.StartsWith("*.", StringComparison.Ordinal)) is { } host
            ? $"{(Https ? "https" : "http")}://{host}"
            : "");

    internal string[] HostNames => (Hosts ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HostNames.FirstOrDefault(host => !IsHost(host)) is { } bad)
            yield return new ValidationResult(
                $"Site:Hosts has '{bad}', which is no host name: set it to names without scheme and port, separated by spaces.");
        if (Address is not null && !IsOrigin(Address))
            yield return new ValidationResult(
                $"Site:Address is '{Address}': set it to scheme, host and port, such as https://www.example.org, or remove it.");
    }

    private static bool IsOrigin(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/";

    private static bool IsHost(string host) =>
        Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) is not UriHostNameType.Unknown;
}
