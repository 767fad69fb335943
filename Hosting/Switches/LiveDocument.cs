using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conduit.Hosting.Switches;

/// <summary>Reads and changes single settings in the text of a JSON file. The others stay; comments do not.</summary>
/// <remarks>Names are compared as the configuration does: without case, and <c>"A:B"</c> is the same as B within A.</remarks>
internal static class LiveDocument
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The value of a setting; null when the text has none.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static string? Find(string? text, string key) => Find(Parse(text), key)?.ToString();

    /// <summary>The text with another value of a setting; null as value removes it, and null as text means that nothing is left.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static string? With(string? text, string key, string? value)
    {
        var root = Parse(text);
        if (value is null && !Remove(root, key))
            return text;
        if (value is not null)
            Set(root, key, bool.TryParse(value, out var on) ? JsonValue.Create(on) : JsonValue.Create(value));
        return root.Count == 0 ? null : root.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Parse(string? text) => string.IsNullOrWhiteSpace(text)
        ? []
        : JsonNode.Parse(text, documentOptions: Lenient) as JsonObject ?? throw new JsonException("It is not a JSON object.");

    private static JsonValue? Find(JsonObject section, string key)
    {
        foreach (var (name, node) in section)
        {
            if (IsSame(name, key))
                return node as JsonValue;
            if (node is JsonObject inner && RestOf(key, name) is { } rest && Find(inner, rest) is { } found)
                return found;
        }

        return null;
    }

    private static void Set(JsonObject root, string key, JsonValue value)
    {
        if (Find(root, key) is { } old)
        {
            old.ReplaceWith(value);
            return;
        }

        var section = root;
        var names = key.Split(':');
        foreach (var name in names[..^1])
        {
            if (section.FirstOrDefault(one => IsSame(one.Key, name)).Value is not JsonObject inner)
                section[name] = inner = [];
            section = inner;
        }

        section[names[^1]] = value;
    }

    private static bool Remove(JsonObject section, string key)
    {
        foreach (var (name, node) in section.ToList())
        {
            if (IsSame(name, key))
                return section.Remove(name);
            if (node is not JsonObject inner || RestOf(key, name) is not { } rest || !Remove(inner, rest))
                continue;
            if (inner.Count == 0)
                section.Remove(name);
            return true;
        }

        return false;
    }

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string? RestOf(string key, string section) =>
        key.StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase) ? key[(section.Length + 1)..] : null;
}
