using System.Text;

namespace Conduit.ApiService.Contract;

/// <summary>Collects what is wrong with a request, all of it, so that a person mends it in one go.</summary>
internal sealed class Validation
{
    public const string Blank = "can't be blank";

    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>The answer, when something is wrong.</summary>
    public Error? Error => _errors.Count == 0 ? null : new Error(StatusCodes.Status422UnprocessableEntity, _errors);

    /// <summary>Whether a text could have passed as a line.</summary>
    public static bool IsLine(string text, int max) => !string.IsNullOrWhiteSpace(text) && text.Length <= max && !HasControls(text, lines: false);

    /// <summary>The first complaint about a field stands.</summary>
    public void Refuse(string field, string message) => _errors.TryAdd(field, [message]);

    /// <summary>Text of one line that must be there.</summary>
    public string Line(string field, string? text, int max) => Required(field, text, max, lines: false);

    /// <summary>Text of any number of lines that must be there.</summary>
    public string Lines(string field, string? text, int max) => Required(field, text, max, lines: true);

    /// <summary>Long text that must be there, measured as it is stored.</summary>
    public string Text(string field, string? text, int maxBytes)
    {
        var present = Lines(field, text, int.MaxValue);
        if (Encoding.UTF8.GetByteCount(present) > maxBytes) Refuse(field, $"is too long (maximum is {maxBytes} bytes)");
        return present;
    }

    /// <summary>Text that must be there and is otherwise the sender's business.</summary>
    public string Present(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) Refuse(field, Blank);
        return text ?? "";
    }

    private string Required(string field, string? text, int max, bool lines)
    {
        if (string.IsNullOrWhiteSpace(text)) Refuse(field, Blank);
        else if (text.Length > max) Refuse(field, $"is too long (maximum is {max} characters)");
        else if (HasControls(text, lines)) Refuse(field, "must not contain control characters");
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
