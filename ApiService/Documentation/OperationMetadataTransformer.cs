using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>Adds to operations what their endpoints' metadata declares: authentication, and headers of requests and responses.</summary>
internal sealed class OperationMetadataTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Security = Security(metadata, context.Document);
        foreach (var header in metadata.OfType<RequestHeader>()) (operation.Parameters ??= []).Add(Parameter(header));
        foreach (var header in metadata.OfType<ResponseHeader>()) Add(header, operation);
        operation.Responses = SortByStatus(operation.Responses);
        return Task.CompletedTask;
    }

    // Unsorted, the statuses of the whole group would come first.
    private static OpenApiResponses SortByStatus(OpenApiResponses? responses)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in (responses ?? []).OrderBy(response => response.Key, StringComparer.Ordinal))
            sorted.Add(status, response);
        return sorted;
    }

    private static List<OpenApiSecurityRequirement> Security(IList<object> metadata, OpenApiDocument? document)
    {
        if (metadata.OfType<IAllowAnonymous>().Any()) return [];
        var token = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentInfoTransformer.Token, document)] = [] };
        // An endpoint without required authorization accepts anonymous requests too.
        return metadata.OfType<IAuthorizeData>().Any() ? [token] : [[], token];
    }

    private static OpenApiParameter Parameter(RequestHeader header) => new()
    {
        Name = header.Name,
        In = ParameterLocation.Header,
        Description = header.Description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = header.MaxLength },
    };

    private static void Add(ResponseHeader header, OpenApiOperation operation)
    {
        if (operation.Responses?.GetValueOrDefault($"{header.Status}") is not OpenApiResponse response) return;
        response.Headers ??= new Dictionary<string, IOpenApiHeader>();
        response.Headers[header.Name] = new OpenApiHeader
        {
            Description = header.Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };
    }
}
