using System.Text;
using Conduit.WebFrontend.Forms;
using Conduit.WebFrontend.Markdown;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Articles;

/// <summary>Renders the editor's text as a preview.</summary>
internal static class Previews
{
    // The API's limit for the body of an article.
    private const int MaxBodyBytes = 100 * 1024;

    public static void MapPreviews(this WebApplication app) => app.MapPost("/editor/preview", Render).RequireAuthorization().RequireForm();

    private static Results<ContentHttpResult, StatusCodeHttpResult> Render([FromForm] string? body, MarkdownRenderer markdown) =>
        IsTooLong(body)
            ? TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge)
            : TypedResults.Text(markdown.Render(body ?? "").Value, "text/html; charset=utf-8");

    /// <summary>Whether the text is longer than the API allows for the body of an article.</summary>
    public static bool IsTooLong(string? body) => Encoding.UTF8.GetByteCount(body ?? "") > MaxBodyBytes;
}
