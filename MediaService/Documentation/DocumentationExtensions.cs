using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conduit.MediaService.Documentation;

/// <summary>The service's OpenAPI document, and a page that shows it to people.</summary>
internal static class DocumentationExtensions
{
    private const string DocumentPath = "/media/openapi.json";
    private const string PagePath = "/media/docs";
    private const string Token = "Token";
    private const string Title = "Conduit media API";

    public static void AddDocumentation(this IHostApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer(DescribeAsync);
    });

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi(DocumentPath);
        app.MapReferencePage(PagePath, "media", Title, DocumentPath, Token);
    }

    // Addresses are relative to the site, so the document is the same for every host.
    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = Title,
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
}
