using Conduit.MediaService.Auth;
using Conduit.MediaService.Contract;
using Conduit.MediaService.Pictures;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Conduit.MediaService.Uploads;

internal static class UploadEndpoint
{
    public const string KeyHeader = "Idempotency-Key";

    private const int MaxKeyLength = 255;

    // The boundaries and headers of a form, beside the picture itself.
    private const int FormBytes = 64 * 1024;

    public static void AddUploads(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<UploadLimits>().AddSingleton<UploadHandler>();

    public static void MapUploads(this RouteGroupBuilder media) => media.MapPost("", UploadAsync)
        .WithName("UploadPicture")
        .WithSummary("Upload a picture: png, jpeg, webp or gif, at most 10 MB, as a form with a field `file` or as the body itself")
        .RequireCaller()
        .RefusedWhenReadOnly()
        .ProducesErrors(403, 422, 429, 503)
        .AddOpenApiOperationTransformer(DescribeBodyAsync);

    private static async Task<Results<Created<PictureResponse>, Error>> UploadAsync(
        HttpContext http, UploadLimits limits, UploadHandler uploads, IOptions<MediaOptions> options)
    {
        if (!TryReadKey(http.Request, out var key))
            return Error.Invalid(KeyHeader, $"must be 1 to {MaxKeyLength} letters, digits or signs");
        if (http.Request.ContentLength > options.Value.MaxUploadBytes + FormBytes)
            return Error.Invalid(UploadReader.Field, $"is too large (maximum is {options.Value.MaxUploadMegabytes} MB)");
        var caller = Caller.Of(http);
        var (admission, refused) = limits.Admit(http, caller);
        if (admission is null) return refused!;
        using var admitted = admission;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(options.Value.UploadTimeout);
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = options.Value.MaxUploadBytes + FormBytes;

        var (picture, error) = await uploads.UploadAsync(http.Request, caller.Account, key, deadline.Token);
        return picture is null ? error! : TypedResults.Created(picture.Address.Path, PictureResponse.Of(picture));
    }

    // Any type is accepted, because the content decides; so the endpoint declares none.
    private static Task DescribeBodyAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema> { [UploadReader.Field] = file },
        };
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new() { Schema = form },
                ["image/*"] = new() { Schema = file },
            },
        };
        return Task.CompletedTask;
    }

    private static bool TryReadKey(HttpRequest request, out string? key)
    {
        var isPresent = request.Headers.TryGetValue(KeyHeader, out var values);
        key = values is [{ Length: > 0 and <= MaxKeyLength } only] && only.All(letter => letter is >= '!' and <= '~') ? only : null;
        return !isPresent || key is not null;
    }
}
