using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>
/// Removes null from the schemas of requests, except for properties that accept it. In C# every property of a request is nullable, so that
/// a missing value yields the contract's error instead of the framework's.
/// </summary>
internal sealed class RequestSchemas : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var bodies = document.Paths.Values
            .SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>())
            .SelectMany(operation => operation.RequestBody?.Content?.Values ?? Enumerable.Empty<OpenApiMediaType>());
        foreach (var body in bodies) RemoveNulls(body.Schema);
        return Task.CompletedTask;
    }

    private static void RemoveNulls(IOpenApiSchema? schema)
    {
        if (schema?.Properties is not { } properties) return;
        foreach (var (name, property) in properties.ToList())
        {
            properties[name] = WithoutNull(property);
            RemoveNulls(properties[name]);
        }
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema)
    {
        // A nullable object is described as its own schema or null.
        if (schema.OneOf is [{ Type: JsonSchemaType.Null }, var own]) return own;
        if (schema is OpenApiSchema value && value.Metadata?.ContainsKey(Schemas.TakesNull) is not true) value.Type &= ~JsonSchemaType.Null;
        return schema;
    }
}
