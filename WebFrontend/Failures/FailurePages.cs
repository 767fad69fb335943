using Conduit.WebFrontend.Api;
using Microsoft.AspNetCore.Diagnostics;

namespace Conduit.WebFrontend.Failures;

/// <summary>Shows every failure as a page inside the layout.</summary>
internal static class FailurePages
{
    private const string Path = "/failure";

    public static void AddFailurePages(this WebApplicationBuilder builder) => builder.Services.AddExceptionHandler(options =>
    {
        options.ExceptionHandlingPath = Path;
        options.CreateScopeForErrors = true;
        options.StatusCodeSelector = exception =>
            exception is ApiUnavailableException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
        // The API client has already logged it in one line.
        options.SuppressDiagnosticsCallback = failure => failure.Exception is ApiUnavailableException;
    });

    public static void UseFailurePages(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePagesWithReExecute(Path, createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // The failure page of a posted form is rendered as a GET. A HEAD request is handled as a GET too: Kestrel omits the body.
            if (HttpMethods.IsHead(context.Request.Method) || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
                context.Request.Method = HttpMethods.Get;
            return next(context);
        });
        // Routing comes after this middleware, so that it finds the page by the changed method.
        app.UseRouting();
    }
}
