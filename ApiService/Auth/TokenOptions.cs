using System.Text;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Auth;

/// <summary>The section <c>Jwt</c>.</summary>
internal sealed class TokenOptions
{
    public const string Section = "Jwt";

    private const int MinKeyBytes = 32;

    /// <summary>The secret from which the key that signs tokens is derived.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>The secret that signs next: its tokens are accepted already, so that servers can change over one by one.</summary>
    public string? NextSigningKey { get; set; }

    /// <summary>The secret that signed before: its tokens are accepted until they expire.</summary>
    public string? PreviousSigningKey { get; set; }

    /// <summary>How long a session and its token last.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(30);

    internal sealed class Validation : IValidateOptions<TokenOptions>
    {
        public ValidateOptionsResult Validate(string? name, TokenOptions options)
        {
            if (string.IsNullOrEmpty(options.SigningKey))
                return ValidateOptionsResult.Fail("Jwt__SigningKey is missing: set it (AppHost does) to 32 random characters or more.");
            foreach (var (setting, key) in new[]
                     {
                         (nameof(SigningKey), options.SigningKey), (nameof(NextSigningKey), options.NextSigningKey),
                         (nameof(PreviousSigningKey), options.PreviousSigningKey),
                     })
            {
                if (key is { Length: > 0 } && Encoding.UTF8.GetByteCount(key) < MinKeyBytes)
                    return ValidateOptionsResult.Fail($"Jwt__{setting} is too short: it needs {MinKeyBytes} bytes or more.");
            }

            return options.Lifetime > TimeSpan.Zero
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Jwt__Lifetime must be positive, for example 30.00:00:00.");
        }
    }
}
