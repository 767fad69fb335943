using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>
/// Sets the document's information about the API as a whole. It is the same for every host: addresses are relative to the site.
/// </summary>
internal sealed class DocumentInfoTransformer : IOpenApiDocumentTransformer
{
    /// <summary>The name of the security scheme.</summary>
    public const string Token = "Token";

    private const string Root = "/api";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Conduit API",
            Version = "2.0.0",
            Description = "The RealWorld API: people write articles, follow each other, favourite and comment.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = Root }];
        document.Paths = RelativeToRoot(document.Paths);
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = "`Token`, a space, and the token from signing in or registering. `Bearer` is accepted too.",
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiPaths RelativeToRoot(OpenApiPaths paths)
    {
        var relative = new OpenApiPaths();
        foreach (var (path, item) in paths) relative.Add(path[Root.Length..], item);
        return relative;
    }
}
