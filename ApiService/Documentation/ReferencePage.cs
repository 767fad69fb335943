using System.Buffers.Text;
using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Conduit.ApiService.Documentation;

/// <summary>The page that shows the document, and sends requests for whoever reads it. All that it needs comes from here.</summary>
internal static class ReferencePage
{
    private const int NonceBytes = 16;

    public static IEndpointConventionBuilder MapReferencePage(this WebApplication app, string path, string documentPath) =>
        app.MapScalarApiReference(path, (options, http) =>
        {
            var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
            http.Response.Headers.ContentSecurityPolicy = Policy(nonce);
            http.Response.Headers.XContentTypeOptions = "nosniff";
            options.WithNonce(nonce)
                .WithTitle("Conduit API")
                .AddDocument("conduit", "Conduit API", documentPath)
                .AddPreferredSecuritySchemes(Cover.Token)
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                .HideDeveloperTools()
                .HideClientButton();
        });

    // The page writes its styles into itself as it goes along; its scripts it may not.
    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
}
