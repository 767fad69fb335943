using System.Buffers.Text;
using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Conduit.ApiService.Documentation;

/// <summary>The page that shows the document and can send requests. It loads nothing from other sites.</summary>
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
                .AddPreferredSecuritySchemes(DocumentInfoTransformer.Token)
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
