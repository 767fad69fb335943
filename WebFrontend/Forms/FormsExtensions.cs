using Microsoft.AspNetCore.Antiforgery;

namespace Conduit.WebFrontend.Forms;

/// <summary>Only forms of this site can be posted: without a valid antiforgery token, the response is 400 and nothing is changed.</summary>
internal static class FormsExtensions
{
    public static void UseForms(this WebApplication app)
    {
        app.UseAntiforgery();
        app.Use((context, next) =>
        {
            var forged = context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };
            if (!forged || HttpMethods.IsGet(context.Request.Method)) return next(context);

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
    }

    /// <summary>For endpoints that are not Razor components, whose forms would otherwise not be validated.</summary>
    public static TBuilder RequireForm<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AntiforgeryRequired());

    private sealed class AntiforgeryRequired : IAntiforgeryMetadata
    {
        public bool RequiresValidation => true;
    }
}
