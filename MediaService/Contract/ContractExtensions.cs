using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.Json;

namespace Conduit.MediaService.Contract;

internal static class ContractExtensions
{
    public static void AddContract(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<JsonOptions>(options =>
        {
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.SerializerOptions.Converters.Add(new TimeConverter());
        });
        builder.Services.AddExceptionHandler<MediaExceptionHandler>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy =>
            policy.AllowAnyOrigin().AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("Retry-After", "Location")));
    }

    public static void UseContract(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ErrorOf(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.UseCors();
    }

    private static Error ErrorOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => new Error(status, "path", "not found"),
        StatusCodes.Status405MethodNotAllowed => new Error(status, "method", "not allowed"),
        StatusCodes.Status415UnsupportedMediaType => Error.Invalid("body", "must be application/json"),
        _ => new Error(status, "request", "cannot be answered"),
    };
}
