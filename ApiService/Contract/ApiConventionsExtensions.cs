using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Net.Http.Headers;

namespace Conduit.ApiService.Contract;

internal static class ApiConventionsExtensions
{
    // Enough for an article's body of 100 kB in which every character is escaped, as in \u0000.
    private const long MaxRequestBytes = 1_000_000;
    private const int MaxJsonDepth = 16;

    private static readonly string[] ExposedHeaders =
        [HeaderNames.RetryAfter, HeaderNames.Location, HeaderNames.ETag, Partial.Header, TotalCount.Header];

    private static readonly string ExposedHeaderList = string.Join(',', ExposedHeaders);

    public static void AddApiConventions(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxRequestBytes);
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.MaxDepth = MaxJsonDepth;
            // A number in quotes is not a number.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.SerializerOptions.Converters.Add(new TimeConverter());
        });
        builder.Services.AddExceptionHandler<ApiExceptionHandler>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy =>
            policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders(ExposedHeaders)));
    }

    public static void UseApiConventions(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ErrorOf(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.UseCors();
        app.Use(AddCorsHeadersAsync);
    }

    // Every response has these headers, even without Origin in the request: a cache may send it to a page of another site later.
    private static Task AddCorsHeadersAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers.AccessControlExposeHeaders = ExposedHeaderList;
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static Error ErrorOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => new Error(status, "path", "not found"),
        StatusCodes.Status405MethodNotAllowed => new Error(status, "method", "not allowed"),
        StatusCodes.Status413PayloadTooLarge => Error.Invalid("body", "is too large"),
        StatusCodes.Status415UnsupportedMediaType => Error.Invalid("body", "must be application/json"),
        _ => new Error(status, "request", "cannot be answered"),
    };
}
