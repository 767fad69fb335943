using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.ApiService.Auth;

/// <summary>The section <c>Jwt</c>.</summary>
internal sealed class TokenOptions
{
    public const string Section = "Jwt";

    private const int MinKeyBytes = 32;

    /// <summary>Signs new tokens.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>Signed tokens that may still be about, until they have expired.</summary>
    public string? PreviousSigningKey { get; set; }

    /// <summary>How long a token lives.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(30);

    public SymmetricSecurityKey Key() => ToKey(SigningKey);

    public IEnumerable<SecurityKey> Keys() =>
        string.IsNullOrEmpty(PreviousSigningKey) ? [Key()] : [Key(), ToKey(PreviousSigningKey)];

    // The key's id is told in each token's header, so that the right one of two is found; it tells nothing of the key.
    private static SymmetricSecurityKey ToKey(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new SymmetricSecurityKey(bytes) { KeyId = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)) };
    }

    internal sealed class Validation : IValidateOptions<TokenOptions>
    {
        public ValidateOptionsResult Validate(string? name, TokenOptions options) =>
            string.IsNullOrEmpty(options.SigningKey) ? ValidateOptionsResult.Fail("The key that signs tokens is missing: set Jwt__SigningKey (AppHost does) to 32 random characters or more.")
            : !IsLong(options.SigningKey) ? ValidateOptionsResult.Fail($"Jwt__SigningKey is too short: it needs {MinKeyBytes} bytes or more.")
            : options.PreviousSigningKey is { Length: > 0 } previous && !IsLong(previous) ? ValidateOptionsResult.Fail($"Jwt__PreviousSigningKey is too short: it needs {MinKeyBytes} bytes or more.")
            : options.Lifetime <= TimeSpan.Zero ? ValidateOptionsResult.Fail("Jwt__Lifetime must be more than nothing, as in 30.00:00:00.")
            : ValidateOptionsResult.Success;

        private static bool IsLong(string key) => Encoding.UTF8.GetByteCount(key) >= MinKeyBytes;
    }
}
