using Conduit.WebFrontend.Api;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Forms;

/// <summary>Turns the API's result for a form into the response to the form.</summary>
internal static class ApiResultExtensions
{
    /// <summary>Redirects to the page that the form was sent from.</summary>
    public static async Task<Results<RedirectHttpResult, NotFound>> BackToAsync<T>(this Task<ApiResult<T>> sending, string? returnUrl)
        where T : class
    {
        var result = await sending;
        if (result.NotFound) return TypedResults.NotFound();

        _ = result.OrThrow();
        return TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl));
    }
}
