using System.ComponentModel.DataAnnotations;

namespace Conduit.WebFrontend.Pictures;

/// <summary>From where pictures of strangers may come: who shows them learns the addresses of all who look.</summary>
internal sealed class PictureOptions : IValidatableObject
{
    public const string Anywhere = "*";

    /// <summary>Hosts, separated by spaces, such as <c>images.example.org</c>; <c>*</c>: any.</summary>
    public string Hosts { get; init; } = Anywhere;

    public IReadOnlyList<string> List => Hosts.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hosts != Anywhere && List.FirstOrDefault(host => Uri.CheckHostName(host) is not (UriHostNameType.Dns or UriHostNameType.IPv4)) is { } bad)
            yield return new ValidationResult($"Pictures:Hosts names hosts separated by spaces, or is * for any; '{bad}' is no host.");
    }
}
