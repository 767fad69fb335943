using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.ApiService.Search;

/// <summary>A text, and a page of the articles that match it.</summary>
internal sealed record SearchQuery(
    [FromQuery(Name = "limit"),
        Integer(Description = PageQuery.LimitDescription, Minimum = 1, Default = PageQuery.DefaultLimit)] string? Limit,
    [FromQuery(Name = "offset"), Integer(Description = PageQuery.OffsetDescription, Default = 0)] string? Offset,
    [FromQuery(Name = "q")] string? Q) : IValidated
{
    private const int MaxText = 200;

    public Page Page { get; private set; }

    public void Validate(Validation validation)
    {
        Page = PageQuery.Read(validation, Limit, Offset, PageQuery.DefaultLimit, PageQuery.MaxLimit);
        validation.RequireSingleLine("q", Q, MaxText);
    }
}
