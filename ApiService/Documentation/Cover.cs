using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>
/// What the document says of the API as a whole. The same whichever host is asked: addresses are those of the site that serves it.
/// </summary>
internal sealed class Cover : IOpenApiDocumentTransformer
{
    /// <summary>How one says who one is.</summary>
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
        document.Paths = Below(document.Paths);
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = "`Token` and a blank, then the token that signing in or registering gave. `Bearer` does as well.",
            },
        };
        return Task.CompletedTask;
    }

    private static OpenApiPaths Below(OpenApiPaths paths)
    {
        var below = new OpenApiPaths();
        foreach (var (path, item) in paths) below.Add(path[Root.Length..], item);
        return below;
    }
}
