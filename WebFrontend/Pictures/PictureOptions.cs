using System.ComponentModel.DataAnnotations;

namespace Conduit.WebFrontend.Pictures;

/// <summary>
/// The section <c>Pictures</c>: the hosts that pictures of users may come from, each of which learns the IP addresses of visitors, and
/// uploads.
/// </summary>
internal sealed class PictureOptions : IValidatableObject
{
    public const string Section = "Pictures";
    public const string Anywhere = "*";

    /// <summary>Hosts, separated by spaces, such as <c>images.example.org</c>; <c>*</c> for any host.</summary>
    public string Hosts { get; init; } = Anywhere;

    /// <summary>How large an uploaded picture may be, in megabytes; the edge and the media service have limits of their own.</summary>
    [Range(1, 1024, ErrorMessage = "Pictures__UploadMegabytes must be an integer from 1 to 1024.")]
    public int UploadMegabytes { get; init; } = 10;

    public IReadOnlyList<string> List => Hosts.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hosts != Anywhere && List.FirstOrDefault(host => !IsHost(host)) is { } bad)
            yield return new ValidationResult($"Pictures:Hosts names hosts separated by spaces, or is * for any; '{bad}' is no host.");
    }

    private static bool IsHost(string name) => Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4;
}
