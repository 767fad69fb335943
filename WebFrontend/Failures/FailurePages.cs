using Conduit.WebFrontend.Api;
using Microsoft.AspNetCore.Diagnostics;

namespace Conduit.WebFrontend.Failures;

/// <summary>Whatever goes wrong ends as a page inside the layout.</summary>
internal static class FailurePages
{
    private const string Path = "/failure";

    public static void AddFailurePages(this WebApplicationBuilder builder) => builder.Services.AddExceptionHandler(options =>
    {
        options.ExceptionHandlingPath = Path;
        options.CreateScopeForErrors = true;
        options.StatusCodeSelector = exception =>
            exception is ApiUnavailableException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError;
        // The API client has said it in a line.
        options.SuppressDiagnosticsCallback = failure => failure.Exception is ApiUnavailableException;
    });

    public static void UseFailurePages(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePagesWithReExecute(Path, createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // The page that tells of a failed form is not itself posted to. And who asks for a page's head gets it: Kestrel leaves out the
            // body.
            if (HttpMethods.IsHead(context.Request.Method) || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
                context.Request.Method = HttpMethods.Get;
            return next(context);
        });
        // Here and not at the start, so that the method just set is the one that finds the page.
        app.UseRouting();
    }
}
