using System.Globalization;

namespace Conduit.ApiService.Contract;

/// <summary>The header with the length of a whole list, for lists whose body has no field for it.</summary>
internal static class TotalCount
{
    public const string Header = "X-Total-Count";

    private static readonly ResponseHeader Description = new(StatusCodes.Status200OK, Header, "The number of items in the whole list.");

    /// <summary>Marks an endpoint whose responses have the header.</summary>
    public static RouteHandlerBuilder HasTotalCount(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(Description);

    public static void SetTotalCount(this HttpContext http, long total) =>
        http.Response.Headers[Header] = total.ToString(CultureInfo.InvariantCulture);
}
