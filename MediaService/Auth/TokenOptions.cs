using System.ComponentModel.DataAnnotations;

namespace Conduit.MediaService.Auth;

/// <summary>The section <c>Tokens</c>: whose tokens the media service accepts.</summary>
internal sealed class TokenOptions : IValidatableObject
{
    public const string Section = "Tokens";

    /// <summary>
    /// The address of the API, which publishes its keys and knows which sessions have ended. Empty: tokens are verified by <see
    /// cref="PublicKeys"/> alone and are valid until they expire.
    /// </summary>
    public string Authority { get; set; } = "http://api";

    /// <summary>A JSON Web Key Set with the public keys, for a service without an API.</summary>
    public string? PublicKeys { get; set; }

    /// <summary>The issuer of the tokens.</summary>
    public string Issuer { get; set; } = "conduit";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Authority.Length == 0 && string.IsNullOrEmpty(PublicKeys))
        {
            yield return new ValidationResult(
                "Tokens__Authority is empty: set it to the address of the API, such as http://api, or set Tokens__PublicKeys.");
        }

        if (Authority.Length > 0 && !IsWebAddress(Authority))
        {
            yield return new ValidationResult(
                $"Tokens__Authority is '{Authority}': set it to an address that begins with http:// or https://.");
        }
    }

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
