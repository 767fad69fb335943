using System.Text;
using Conduit.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Articles;

/// <summary>The text of an editor as it would be shown, while it is written.</summary>
internal static class Previews
{
    // What the API takes as an article's body.
    private const int MaxBodyBytes = 100 * 1024;

    public static void MapPreviews(this WebApplication app) => app.MapPost("/editor/preview", Render).RequireAuthorization().RequireForm();

    private static Results<ContentHttpResult, StatusCodeHttpResult> Render([FromForm] string? body, MarkdownRenderer markdown) =>
        IsTooLong(body)
            ? TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge)
            : TypedResults.Text(markdown.Render(body ?? "").Value, "text/html; charset=utf-8");

    /// <summary>Whether the API would refuse the text as an article's body because of its length.</summary>
    public static bool IsTooLong(string? body) => Encoding.UTF8.GetByteCount(body ?? "") > MaxBodyBytes;
}
