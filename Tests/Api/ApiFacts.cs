using System.Text.Json.Nodes;

namespace Conduit.Tests.Api;

/// <summary>The contents of an OpenAPI document as short sentences, so that two documents can be compared whatever their form.</summary>
internal sealed class ApiFacts
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];
    private static readonly string[] Keywords = ["format", "minimum", "default"];

    private readonly JsonNode _document;
    private readonly List<string> _facts = [];

    private ApiFacts(JsonNode document) => _document = document;

    public static IReadOnlyList<string> Of(JsonNode document)
    {
        var facts = new ApiFacts(document);
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var method in Methods.Where(method => item![method] is not null))
                facts.Operation($"{method.ToUpperInvariant()} {path}", item![method]!);
        }

        return facts._facts;
    }

    private void Operation(string name, JsonNode operation)
    {
        _facts.Add($"{name} is the operation {operation["operationId"]}");
        _facts.Add($"{name} needs {(NeedsToken(operation) ? "a" : "no")} token");
        foreach (var parameter in Items(operation["parameters"]).Select(Resolve))
        {
            var parameterName = $"{name} {parameter["in"]} {parameter["name"]}";
            _facts.Add($"{parameterName} is {Required(parameter)}");
            Schema(parameterName, parameter["schema"]!);
        }

        if (operation["requestBody"] is { } request)
        {
            _facts.Add($"{name} body is {Required(Resolve(request))}");
            Content($"{name} body", Resolve(request));
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            _facts.Add($"{name} answers {status}");
            Content($"{name} answers {status}", Resolve(response!));
        }
    }

    private void Content(string name, JsonNode described)
    {
        if (described["content"]?["application/json"]?["schema"] is { } schema) Schema(name, schema);
    }

    private void Schema(string name, JsonNode reference)
    {
        var schema = Resolve(reference);
        _facts.Add($"{name} is {Types(schema)}");
        foreach (var keyword in Keywords.Where(keyword => schema[keyword] is not null))
            _facts.Add($"{name} has the {keyword} {schema[keyword]}");

        string[] required = [.. Items(schema["required"]).Select(property => property.ToString())];
        foreach (var (property, value) in schema["properties"]?.AsObject() ?? [])
        {
            _facts.Add($"{name}.{property} is {(required.Contains(property) ? "required" : "optional")}");
            Schema($"{name}.{property}", value!);
        }

        if (schema["items"] is { } items) Schema($"{name}[]", items);
        if (schema["additionalProperties"] is JsonObject values) Schema($"{name}.*", values);
    }

    private JsonNode Resolve(JsonNode node) =>
        node["$ref"] is { } reference ? Resolve(reference.ToString()[2..].Split('/').Aggregate(_document, (at, part) => at[part]!)) : node;

    private static string Types(JsonNode schema) => schema["type"] switch
    {
        null => "anything",
        JsonArray types => string.Join(" or ", types.Select(type => $"{type}").Order(StringComparer.Ordinal)),
        var type => $"{type}",
    };

    private static string Required(JsonNode node) => node["required"]?.GetValue<bool>() is true ? "required" : "optional";

    private static bool NeedsToken(JsonNode operation) =>
        Items(operation["security"]).ToList() is { Count: > 0 } ways && ways.TrueForAll(way => way["Token"] is not null);

    private static IEnumerable<JsonNode> Items(JsonNode? list) => list?.AsArray().OfType<JsonNode>() ?? [];
}
