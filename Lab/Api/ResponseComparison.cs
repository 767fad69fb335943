using System.Text.Json;
using Conduit.Lab.Load;

namespace Conduit.Lab.Api;

/// <summary>
/// Compares the responses of both sides before their speed is measured: reads must return the same, writes the same JSON structure.
/// </summary>
internal static class ResponseComparison
{
    private const int Compared = 8;

    /// <summary>The first difference or failure; null when the responses are equal.</summary>
    public static async Task<Mismatch?> CheckAsync(
        Scenario scenario, IReadOnlyList<Side> sides, Corpus corpus, CancellationToken cancellationToken)
    {
        var responses = new List<List<JsonElement>>();
        foreach (var side in sides)
        {
            using var connection = new HttpConnection(side.Server);
            var bodies = new List<JsonElement>();
            foreach (var request in scenario.Requests(corpus, side.Number).Take(scenario.Writes ? 1 : Compared))
            {
                var status = await connection.SendAsync(side.Encode(request), cancellationToken);
                if (status == RateLimits.Status) throw RateLimits.Met();
                if (status is < 200 or >= 300)
                    return new Mismatch($"{side.Name} returns {status} for {request.Method} {request.Path}", Fatal: true);
                if (Parse(connection.Body()) is not { } body)
                    return new Mismatch($"{side.Name} returns no JSON for {request.Method} {request.Path}", Fatal: true);
                bodies.Add(body);
            }

            if (bodies.Count == 0) return new Mismatch("there is nothing to request", Fatal: true);
            responses.Add(bodies);
        }

        if (responses.Count < 2) return null;
        var difference = responses[0].Zip(responses[1])
            .Select(pair => Difference("$", pair.First, pair.Second, scenario.Writes))
            .FirstOrDefault(path => path is not null);
        return difference is null ? null : new Mismatch($"the responses differ at {difference}", Fatal: false);
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Difference(string path, JsonElement one, JsonElement other, bool onlyShape) =>
        (one.ValueKind, other.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => DifferenceOfObjects(path, one, other, onlyShape),
            (JsonValueKind.Array, JsonValueKind.Array) when one.GetArrayLength() == other.GetArrayLength() => one.EnumerateArray()
                .Zip(other.EnumerateArray())
                .Select((pair, index) => Difference($"{path}[{index}]", pair.First, pair.Second, onlyShape))
                .FirstOrDefault(found => found is not null),
            var (left, right) when left == right && (onlyShape || JsonElement.DeepEquals(one, other)) => null,
            (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) when onlyShape => null,
            _ => path,
        };

    private static string? DifferenceOfObjects(string path, JsonElement one, JsonElement other, bool onlyShape) => one.EnumerateObject()
        .Select(property => property.Name)
        .Union(other.EnumerateObject().Select(property => property.Name))
        .Select(name => one.TryGetProperty(name, out var left) && other.TryGetProperty(name, out var right)
            ? Difference($"{path}.{name}", left, right, onlyShape)
            : $"{path}.{name}")
        .FirstOrDefault(found => found is not null);
}

/// <summary>Why a comparison of speeds is not fair, or with <paramref name="Fatal"/> not possible.</summary>
internal sealed record Mismatch(string Text, bool Fatal);
