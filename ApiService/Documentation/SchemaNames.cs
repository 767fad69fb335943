using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace Conduit.ApiService.Documentation;

/// <summary>Schemas bear the names of what they describe: Article, not ArticleBody.</summary>
internal static class SchemaNames
{
    private const string Noise = "Body";

    public static string? Of(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name?.EndsWith(Noise, StringComparison.Ordinal) is true ? name[..^Noise.Length] : name;
    }
}
