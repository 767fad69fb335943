using System.Security.Cryptography;
using System.Text;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// Makes the idempotency key of a form from the form's own number and its fields. A form that is sent twice is carried out once; one that
/// was changed in between has another key.
/// </summary>
internal static class Submission
{
    public const string Header = "Idempotency-Key";
    public const string Field = "submission";

    public static string NewNumber() => Guid.NewGuid().ToString("N");

    /// <summary>The key of a form that was sent; null when it had no number.</summary>
    public static string? Key(string? number, params IEnumerable<string?> fields) => string.IsNullOrEmpty(number)
        ? null
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', fields.Prepend(number)))));
}
