using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>Adds to the schemas of values what their C# types do not express.</summary>
internal sealed class Schemas : IOpenApiSchemaTransformer
{
    /// <summary>Marks a property of a request for which null is valid; it is not written into the document.</summary>
    public const string TakesNull = "takes-null";

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        // The custom converter hides from the framework that a time is written as a string.
        if (context.JsonTypeInfo.Type == typeof(DateTime)) schema.Type = JsonSchemaType.String;
        if (context.JsonPropertyInfo?.AttributeProvider is { } property) Describe(schema, property);
        if (context.ParameterDescription?.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: var parameter }
            && parameter.GetCustomAttributes(inherit: false).OfType<IntegerAttribute>().FirstOrDefault() is { } integer)
        {
            Describe(schema, integer);
        }

        return Task.CompletedTask;
    }

    private static void Describe(OpenApiSchema schema, ICustomAttributeProvider property)
    {
        if (property.GetCustomAttributes(typeof(DataTypeAttribute), inherit: false) is [DataTypeAttribute { DataType: DataType.Password }])
            schema.Format = "password";
        if (property.IsDefined(typeof(ClearedByNullAttribute), inherit: false))
            (schema.Metadata ??= new Dictionary<string, object>())[TakesNull] = true;
    }

    private static void Describe(OpenApiSchema schema, IntegerAttribute integer)
    {
        schema.Type = JsonSchemaType.Integer;
        schema.Description = integer.Description;
        schema.Minimum = integer.Minimum.ToString(CultureInfo.InvariantCulture);
        if (integer.Default >= integer.Minimum) schema.Default = integer.Default;
    }
}
