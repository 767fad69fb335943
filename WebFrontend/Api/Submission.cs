using System.Security.Cryptography;
using System.Text;

namespace Conduit.WebFrontend.Api;

/// <summary>
/// What makes a form that is sent twice be done once: the form has a number of its own, and what it says belongs to the key. A form that was gone back to and changed
/// says something new.
/// </summary>
internal static class Submission
{
    public const string Header = "Idempotency-Key";
    public const string Field = "submission";

    public static string NewNumber() => Guid.NewGuid().ToString("N");

    /// <summary>The key of a form that was sent; null when it had no number.</summary>
    public static string? Key(string? number, params IEnumerable<string?> says) =>
        string.IsNullOrEmpty(number) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', says.Prepend(number)))));
}
