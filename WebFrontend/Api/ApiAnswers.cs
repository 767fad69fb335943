using Conduit.WebFrontend.Account;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.WebFrontend.Api;

/// <summary>What becomes of a form that did something by the API.</summary>
internal static class ApiAnswers
{
    /// <summary>Leads back to the page it was sent from.</summary>
    public static async Task<Results<RedirectHttpResult, NotFound>> BackToAsync<T>(this Task<ApiResult<T>> doing, string? returnUrl)
        where T : class
    {
        var result = await doing;
        if (result.NotFound) return TypedResults.NotFound();

        _ = result.OrThrow();
        return TypedResults.LocalRedirect(ReturnUrl.Local(returnUrl));
    }
}
