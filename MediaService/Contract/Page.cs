namespace Conduit.MediaService.Contract;

/// <summary>A page of a list.</summary>
internal readonly record struct Page(int Limit, int Offset)
{
    private const int MaxLimit = 100;
    private const int MaxOffset = 100_000;
    private const int DefaultLimit = 20;

    /// <summary>Reads the parameters of a request; null with the error when they are invalid.</summary>
    public static Page? Read(string? limitText, string? offsetText, out Error? error)
    {
        var (limit, offset) = (Number(limitText, DefaultLimit), Number(offsetText, 0));
        error = limit is null or 0 ? Error.Invalid("limit", "must be a positive integer")
            : offset is null ? Error.Invalid("offset", "must be a non-negative integer")
            : offset > MaxOffset ? Error.Invalid("offset", $"must be at most {MaxOffset}")
            : null;
        return error is null ? new Page(Math.Min(limit!.Value, MaxLimit), offset!.Value) : null;
    }

    // Any text of digits is a number; one that does not fit into an int is above every limit, so int.MaxValue stands for it.
    private static int? Number(string? text, int defaultValue) =>
        text is null ? defaultValue
        : text.Length == 0 || !text.All(char.IsAsciiDigit) ? null
        : int.TryParse(text, out var number) ? number
        : int.MaxValue;
}
