using Microsoft.Net.Http.Headers;

namespace Conduit.Lab.Map;

/// <summary>The reply to a form that has done what it says.</summary>
internal static class MapReply
{
    /// <summary>A message for scripts; a form without scripts returns to its place on the page.</summary>
    public static IResult Done(HttpRequest request, string message, string place) =>
        IsPage(request) ? Results.LocalRedirect(place) : Results.Ok(new { message });

    /// <summary>Whether a browser shows the reply as a page.</summary>
    public static bool IsPage(HttpRequest request) =>
        request.Headers[HeaderNames.Accept].ToString().Contains("text/html", StringComparison.Ordinal);
}
