using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>
/// Null in a request is refused, but where a property says that it takes it. In C# every property of a request takes it, so that the answer
/// to
/// what is missing is the contract's error and not the framework's.
/// </summary>
internal sealed class RequestSchemas : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var bodies = document.Paths.Values
            .SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>())
            .SelectMany(operation => operation.RequestBody?.Content?.Values ?? Enumerable.Empty<OpenApiMediaType>());
        foreach (var body in bodies) RefuseNulls(body.Schema);
        return Task.CompletedTask;
    }

    private static void RefuseNulls(IOpenApiSchema? schema)
    {
        if (schema?.Properties is not { } properties) return;
        foreach (var (name, property) in properties.ToList())
        {
            properties[name] = WithoutNull(property);
            RefuseNulls(properties[name]);
        }
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        // What has a schema of its own is this one or null.
        if (schema.OneOf is [{ Type: JsonSchemaType.Null }, var own]) return own;
        if (schema is OpenApiSchema value && value.Metadata?.ContainsKey(Schemas.TakesNull) is not true) value.Type &= ~JsonSchemaType.Null;
        return schema;
    }
}
