using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Conduit.WebFrontend.Api;

/// <summary>The result of an API request: a value, or errors such as <c>title can't be blank</c>.</summary>
public sealed record ApiResult<T>(HttpStatusCode Status, T? Value, IReadOnlyList<string> Errors)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Ok => Value is not null;

    public bool NotFound => Status is HttpStatusCode.NotFound;

    public bool Forbidden => Status is HttpStatusCode.Forbidden;

    /// <summary>For pages that need the value: a failure becomes the error page.</summary>
    public T OrThrow() => Value ?? throw new ApiUnavailableException(Status, Errors);

    public ApiResult<TOther> Map<TOther>(Func<T, TOther> map)
        where TOther : class => new(Status, Value is null ? null : map(Value), Errors);
}
