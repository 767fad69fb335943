using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Scalar.AspNetCore;

namespace Conduit.ServiceDefaults;

/// <summary>The page that shows an OpenAPI document and can send requests. It loads nothing from other sites.</summary>
public static class ReferencePage
{
    private const int NonceBytes = 16;

    /// <summary>Maps the page.</summary>
    /// <param name="app">The service.</param>
    /// <param name="path">The page's path.</param>
    /// <param name="name">The document's name.</param>
    /// <param name="title">The title of the page and of the document.</param>
    /// <param name="documentPath">The document's path.</param>
    /// <param name="securityScheme">The security scheme that the page offers.</param>
    /// <returns>The endpoint.</returns>
    public static IEndpointConventionBuilder MapReferencePage(
        this WebApplication app, string path, string name, string title, string documentPath, string securityScheme) =>
        app.MapScalarApiReference(path, (options, http) =>
        {
            var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
            http.Response.Headers.ContentSecurityPolicy = Policy(nonce);
            http.Response.Headers.XContentTypeOptions = "nosniff";
            options.WithNonce(nonce)
                .WithTitle(title)
                .AddDocument(name, title, documentPath)
                .AddPreferredSecuritySchemes(securityScheme)
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                .HideDeveloperTools()
                .HideClientButton();
        });

    // The page adds inline styles while it runs, so those are allowed; inline scripts need the nonce.
    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
}
