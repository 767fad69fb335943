using System.Text;

namespace Conduit.ApiService.Contract;

/// <summary>Collects all errors of a request, so that a user can correct them at once.</summary>
internal sealed class Validation
{
    public const string Blank = "can't be blank";

    private Dictionary<string, string[]>? _errors;

    /// <summary>The errors; null when the request is valid.</summary>
    public Error? Error => _errors is null ? null : new Error(StatusCodes.Status422UnprocessableEntity, _errors);

    /// <summary>Whether a text would pass <see cref="RequireSingleLine"/>.</summary>
    public static bool IsSingleLine(string text, int max) =>
        !string.IsNullOrWhiteSpace(text) && text.Length <= max && !HasControls(text, lines: false);

    /// <summary>Adds an error of a field. The first error of a field wins.</summary>
    public void AddError(string field, string message) => (_errors ??= []).TryAdd(field, [message]);

    /// <summary>Checks required text of one line.</summary>
    public string RequireSingleLine(string field, string? text, int max) => Required(field, text, max, lines: false);

    /// <summary>Checks required text of any number of lines.</summary>
    public string RequireMultiLine(string field, string? text, int max) => Required(field, text, max, lines: true);

    /// <summary>Checks long required text, whose limit is in bytes of UTF-8, as it is stored.</summary>
    public string RequireText(string field, string? text, int maxBytes)
    {
        var present = RequireMultiLine(field, text, int.MaxValue);
        if (Encoding.UTF8.GetByteCount(present) > maxBytes) AddError(field, $"is too long (maximum is {maxBytes} bytes)");
        return present;
    }

    /// <summary>Checks that text is present; any text is valid.</summary>
    public string RequirePresent(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) AddError(field, Blank);
        return text ?? "";
    }

    private string Required(string field, string? text, int max, bool lines)
    {
        if (string.IsNullOrWhiteSpace(text)) AddError(field, Blank);
        else if (text.Length > max) AddError(field, $"is too long (maximum is {max} characters)");
        else if (HasControls(text, lines)) AddError(field, "must not contain control characters");
        return text ?? "";
    }

    private static bool HasControls(string text, bool lines)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) && !(lines && rune.Value is '\n' or '\r' or '\t')) return true;
        }

        return false;
    }
}
