using Conduit.ApiService.Caching;
using Conduit.ServiceDefaults;
using Microsoft.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>The API's OpenAPI document, and a page that shows it to people.</summary>
internal static class DocumentationExtensions
{
    private const string DocumentPath = "/api/openapi.json";
    private const string PagePath = "/api/docs";

    public static void AddDocumentation(this IHostApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaNames.Of;
        options.AddSchemaTransformer<Schemas>();
        options.AddOperationTransformer<OperationMetadataTransformer>();
        options.AddDocumentTransformer<RequestSchemas>();
        options.AddDocumentTransformer<DocumentInfoTransformer>();
    });

    public static void MapDocumentation(this WebApplication app)
    {
        // Generating the document takes far longer than sending it, so it is cached.
        app.MapOpenApi(DocumentPath).WithName("GetDocument").AllowAnonymous().CachesResponses();
        app.MapReferencePage(PagePath, "conduit", "Conduit API", DocumentPath, DocumentInfoTransformer.Token).AllowAnonymous();
    }
}
