using System.Net;
using System.Net.Mime;
using Conduit.ServiceDefaults;
using Conduit.WebFrontend.Api;
using Conduit.WebFrontend.Failures;
using Conduit.WebFrontend.Forms;
using Conduit.WebFrontend.Pictures;
using Conduit.WebFrontend.Sessions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Conduit.WebFrontend.Uploads;

/// <summary>
/// The forms that upload pictures. The file passes through to the media service as it arrives. A script gets JSON, a form without scripts a
/// page.
/// </summary>
internal static class PictureUploads
{
    public const string TextPath = "/editor/picture";
    public const string FacePath = "/settings/picture";
    public const string RemoveFacePath = "/settings/picture/remove";

    // The width that other clients of the API get as a user's picture.
    private const int FaceWidth = 320;
    private const long EnvelopeBytes = 64 * 1024;

    public static void MapPictureUploads(this WebApplication app)
    {
        var megabytes = app.Services.GetRequiredService<IOptions<PictureOptions>>().Value.UploadMegabytes;
        var limit = new SizeLimit((megabytes * 1024L * 1024L) + EnvelopeBytes);
        app.MapPost(TextPath, UploadForTextAsync).RequireAuthorization().WithMetadata(limit);
        app.MapPost(FacePath, UploadFaceAsync).RequireAuthorization().WithMetadata(limit);
        app.MapPost(RemoveFacePath, RemoveFaceAsync).RequireAuthorization().RequireForm();
    }

    private static Task<IResult> UploadForTextAsync(HttpContext context, MediaClient media, IAntiforgery antiforgery) =>
        UploadAsync(context, media, antiforgery, (form, picture) =>
        {
            var added = QueryHelpers.AddQueryString(
                PicturePage.Path, new Dictionary<string, string?> { ["url"] = picture.Url, ["alt"] = form["alt"] });
            return Task.FromResult(WantsJson(context) ? Results.Json(new { url = picture.Url }) : Results.LocalRedirect(added));
        });

    private static Task<IResult> UploadFaceAsync(
        HttpContext context, MediaClient media, IAntiforgery antiforgery, ConduitApi api, Session session) =>
        UploadAsync(context, media, antiforgery, async (_, picture) =>
        {
            if (MediaAddress.Parse(picture.Url) is not { } address)
                return Failure(context, HttpStatusCode.BadGateway, ApiErrors.Unavailable);
            var width = address.VariantWidths.LastOrDefault(width => width <= FaceWidth, address.VariantWidths[0]);
            var changed = await api.ChangeImageAsync(address.Variant(width));
            if (!changed.Ok) return Failure(context, changed.Status, changed.Errors);
            await session.SignInAsync(changed.Value.ToSessionUser(), changed.Value.Token, hasEnteredPassword: false);
            return WantsJson(context)
                ? Results.Json(new { image = changed.Value.Image, face = address.Variant(address.VariantWidths[0]) })
                : Results.LocalRedirect("/settings");
        });

    private static async Task<IResult> RemoveFaceAsync(ConduitApi api, Session session)
    {
        var changed = (await api.ChangeImageAsync(null)).OrThrow();
        await session.SignInAsync(changed.ToSessionUser(), changed.Token, hasEnteredPassword: false);
        return Results.LocalRedirect("/settings");
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context, MediaClient media, IAntiforgery antiforgery, Func<UploadForm, UploadedPicture, Task<IResult>> then)
    {
        var form = await UploadForm.ReadAsync(context.Request, context.RequestAborted);
        if (form is null || !await IsOfSiteAsync(context, form, antiforgery)) return Results.StatusCode(StatusCodes.Status400BadRequest);
        if (form.File is null) return Failure(context, HttpStatusCode.UnprocessableEntity, ["picture can't be blank"]);
        var uploaded = await media.UploadAsync(form.File);
        return uploaded.Ok ? await then(form, uploaded.Value) : Failure(context, uploaded.Status, uploaded.Errors);
    }

    // From the header the token is validated without the rest of the form, which the framework would buffer.
    private static async Task<bool> IsOfSiteAsync(HttpContext context, UploadForm form, IAntiforgery antiforgery)
    {
        var names = context.RequestServices.GetRequiredService<IOptions<AntiforgeryOptions>>().Value;
        if (form[names.FormFieldName] is not { Length: > 0 } token || names.HeaderName is null) return false;
        context.Request.Headers[names.HeaderName] = token;
        return await antiforgery.IsRequestValidAsync(context);
    }

    private static IResult Failure(HttpContext context, HttpStatusCode status, IReadOnlyList<string> errors)
    {
        if (WantsJson(context)) return Results.Json(new { errors = new { picture = errors } }, statusCode: (int)status);
        context.Features.Set(new FormFailure("The picture was not added", errors));
        return Results.StatusCode((int)status);
    }

    private static bool WantsJson(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == MediaTypeNames.Application.Json);

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
