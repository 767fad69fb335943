using System.Globalization;
using System.Text;
using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Users;

/// <summary>The validation rules of a user's fields.</summary>
internal static class UserRules
{
    public const int MaxUsername = 40;
    public const int MaxEmail = 254;
    public const int MaxBio = 1000;
    public const int MaxImage = 2000;
    public const int MinPassword = 8;
    public const int MaxPassword = 256;

    public static void Username(this Validation validation, string? text)
    {
        var username = validation.RequireSingleLine("username", text?.Trim(), MaxUsername);
        // A name is a segment of URLs: a slash would end the segment, and "." and ".." have a meaning of their own.
        if (username.Contains('/', StringComparison.Ordinal)) validation.AddError("username", "must not contain slashes");
        if (username.EnumerateRunes().Any(IsInvisible)) validation.AddError("username", "must not contain invisible characters");
        if (username is "." or "..") validation.AddError("username", "is invalid");
    }

    // With zero-width and bidirectional controls, fillers and variation selectors, two names could look the same; an unassigned character
    // may become one of those in a later version of Unicode.
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x034F // combining grapheme joiner
            or 0x115F or 0x1160 or 0x3164 or 0xFFA0 // Hangul fillers
            or 0x17B4 or 0x17B5 // Khmer inherent vowels
            or (>= 0x180B and <= 0x180F) // Mongolian variation selectors and vowel separator
            or 0x2800 // Braille blank
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF); // variation selectors

    public static bool CanBeUsername(string text) => Validation.IsSingleLine(text, MaxUsername);

    /// <summary>Checks the e-mail address of a sign-in only for its length and characters: an account has it or not.</summary>
    public static string KnownEmail(this Validation validation, string? text) => validation.RequireSingleLine("email", text, MaxEmail);

    public static void Email(this Validation validation, string? text)
    {
        var email = validation.KnownEmail(text);
        var at = email.IndexOf('@', StringComparison.Ordinal);
        var isAddress = at > 0 && at < email.Length - 1 && email.LastIndexOf('@') == at && !email.Any(char.IsWhiteSpace);
        if (!isAddress) validation.AddError("email", "is invalid");
    }

    public static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    public static void Password(this Validation validation, string? text)
    {
        var password = validation.RequirePresent("password", text);
        if (password.Length < MinPassword) validation.AddError("password", $"is too short (minimum is {MinPassword} characters)");
        if (password.Length > MaxPassword) validation.AddError("password", $"is too long (maximum is {MaxPassword} characters)");
    }
}
