using Conduit.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conduit.WebFrontend.Articles;

/// <summary>The text of an editor as it would be shown, while it is written.</summary>
internal static class Previews
{
    public static void MapPreviews(this WebApplication app) => app.MapPost("/editor/preview", Render).RequireAuthorization().RequireForm();

    private static ContentHttpResult Render([FromForm] string? body, MarkdownRenderer markdown) => TypedResults.Text(markdown.Render(body ?? "").Value, "text/html; charset=utf-8");
}
