using Microsoft.AspNetCore.Http.Features;

namespace Conduit.MediaService.Auth;

/// <summary>The account that sent the request.</summary>
/// <param name="Account">Its id.</param>
internal sealed record Caller(long Account)
{
    /// <summary>The caller of an endpoint that requires one.</summary>
    // No parameter of the endpoint: those are bound before the filter that verifies the token.
    public static Caller Of(HttpContext http) => http.Features.GetRequiredFeature<Caller>();
}
