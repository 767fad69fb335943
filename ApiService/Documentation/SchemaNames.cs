using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>Names schemas without the suffix of their types: Article, not ArticleBody.</summary>
internal static class SchemaNames
{
    private const string Suffix = "Body";

    public static string? Of(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name?.EndsWith(Suffix, StringComparison.Ordinal) is true ? name[..^Suffix.Length] : name;
    }
}
