using Microsoft.AspNetCore.Mvc;

namespace Conduit.ApiService.Contract;

/// <summary>Selects a page of a list.</summary>
internal sealed record PageQuery(
    [FromQuery(Name = "limit"),
        Integer(Description = PageQuery.LimitDescription, Minimum = 1, Default = PageQuery.DefaultLimit)] string? Limit,
    [FromQuery(Name = "offset"), Integer(Description = PageQuery.OffsetDescription, Default = 0)] string? Offset) : IValidated
{
    public const int MaxLimit = 100;
    public const int MaxOffset = 100_000;
    public const int DefaultLimit = 20;
    public const string LimitDescription = "The number of items to return, at most 100.";
    public const string OffsetDescription = "The number of items to skip, at most 100,000.";

    public Page Page { get; private set; }

    public void Validate(Validation validation) => Page = Read(validation, Limit, Offset, DefaultLimit, MaxLimit);

    /// <summary>Reads the page of a list that has its own limits.</summary>
    public static Page Read(Validation validation, string? limitText, string? offsetText, int defaultLimit, int maxLimit)
    {
        var limit = Number(limitText, defaultLimit);
        if (limit is null or 0) validation.AddError("limit", "must be a positive integer");
        var offset = Number(offsetText, 0);
        if (offset is null) validation.AddError("offset", "must be a non-negative integer");
        else if (offset > MaxOffset) validation.AddError("offset", $"must be at most {MaxOffset}");
        return new Page(Math.Min(limit ?? 0, maxLimit), offset ?? 0);
    }

    // Any text of digits is a number; one that does not fit into an int is above every limit, so int.MaxValue stands for it.
    private static int? Number(string? text, int defaultValue) =>
        text is null ? defaultValue
        : text.Length == 0 || !text.All(char.IsAsciiDigit) ? null
        : int.TryParse(text, out var number) ? number
        : int.MaxValue;
}

internal readonly record struct Page(int Limit, int Offset);
