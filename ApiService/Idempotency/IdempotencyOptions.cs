using System.Text;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Idempotency;

/// <summary>The section <c>Idempotency</c>.</summary>
internal sealed class IdempotencyOptions
{
    public const string Section = "Idempotency";

    private const int MinKeyBytes = 32;

    /// <summary>
    /// The key of the stored hashes of requests. It is not the tokens' key, so a rotation of that one does not change the hash of a
    /// repeated request.
    /// </summary>
    public string HashKey { get; set; } = "";

    internal sealed class Validation : IValidateOptions<IdempotencyOptions>
    {
        public ValidateOptionsResult Validate(string? name, IdempotencyOptions options) =>
            Encoding.UTF8.GetByteCount(options.HashKey) >= MinKeyBytes
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"The key of the hashes of requests is missing or too short: set {Section}__{nameof(HashKey)} (AppHost does)"
                    + $" to {MinKeyBytes} random characters or more.");
    }
}
