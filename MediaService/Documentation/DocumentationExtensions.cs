using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Conduit.MediaService.Documentation;

/// <summary>The service's OpenAPI document, and a page that shows it to people.</summary>
internal static class DocumentationExtensions
{
    private const string DocumentPath = "/media/openapi.json";
    private const string PagePath = "/media/docs";
    private const string Token = "Token";
    private const int NonceBytes = 16;

    public static void AddDocumentation(this IHostApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DescribeAsync);
    });

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi(DocumentPath);
        app.MapScalarApiReference(PagePath, (options, http) =>
        {
            var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));
            http.Response.Headers.ContentSecurityPolicy = Policy(nonce);
            http.Response.Headers.XContentTypeOptions = "nosniff";
            options.WithNonce(nonce)
                .WithTitle("Conduit media API")
                .AddDocument("media", "Conduit media API", DocumentPath)
                .AddPreferredSecuritySchemes(Token)
                .DisableDefaultFonts()
                .DisableTelemetry()
                .DisableAgent()
                .DisableMcp()
                .HideDeveloperTools()
                .HideClientButton();
        });
    }

    // Addresses are relative to the site, so the document is the same for every host.
    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Conduit media API",
            Version = "1.0.0",
            Description = "Pictures: uploaded, made smaller, delivered.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = "`Token`, a space, and a token of the Conduit API. `Bearer` is accepted too.",
            },
        };
        return Task.CompletedTask;
    }

    // The page adds inline styles while it runs, so those are allowed; inline scripts need the nonce.
    private static string Policy(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; "
        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
}
