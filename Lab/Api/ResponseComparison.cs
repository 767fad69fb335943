using System.Text.Json;
using Conduit.Lab.Load;

namespace Conduit.Lab.Api;

/// <summary>
/// Compares what both sides answer before their speed is compared: to a read the same, to a write something of the same shape.
/// </summary>
internal static class ResponseComparison
{
    private const int Compared = 8;

    /// <summary>What is wrong, or null.</summary>
    public static async Task<Mismatch?> CheckAsync(Scenario scenario, IReadOnlyList<Side> sides, Corpus corpus, CancellationToken cancellationToken)
    {
        var answers = new List<List<JsonElement>>();
        foreach (var side in sides)
        {
            using var connection = new HttpConnection(side.Server);
            var bodies = new List<JsonElement>();
            foreach (var request in scenario.Requests(corpus, side.Number).Take(scenario.Writes ? 1 : Compared))
            {
                var status = await connection.SendAsync(side.Encode(request), cancellationToken);
                if (status == RateLimits.Status) throw RateLimits.Met();
                if (status is < 200 or >= 300) return new Mismatch($"{side.Name} answers {status} to {request.Method} {request.Path}", Fatal: true);
                if (Parse(connection.Body()) is not { } body) return new Mismatch($"{side.Name} answers no JSON to {request.Method} {request.Path}", Fatal: true);
                bodies.Add(body);
            }

            if (bodies.Count == 0) return new Mismatch("nothing to ask for", Fatal: true);
            answers.Add(bodies);
        }

        return answers.Count < 2 ? null : answers[0].Zip(answers[1])
            .Select(pair => Difference("$", pair.First, pair.Second, scenario.Writes))
            .FirstOrDefault(path => path is not null) is { } found ? new Mismatch($"the answers differ at {found}", Fatal: false) : null;
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

    private static string? Difference(string path, JsonElement one, JsonElement other, bool onlyShape) => (one.ValueKind, other.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => one.EnumerateObject().Select(property => property.Name).Union(other.EnumerateObject().Select(property => property.Name))
            .Select(name => one.TryGetProperty(name, out var left) && other.TryGetProperty(name, out var right)
                ? Difference($"{path}.{name}", left, right, onlyShape)
                : $"{path}.{name}")
            .FirstOrDefault(found => found is not null),
        (JsonValueKind.Array, JsonValueKind.Array) when one.GetArrayLength() == other.GetArrayLength() => one.EnumerateArray().Zip(other.EnumerateArray())
            .Select((pair, index) => Difference($"{path}[{index}]", pair.First, pair.Second, onlyShape))
            .FirstOrDefault(found => found is not null),
        var (left, right) when left == right && (onlyShape || JsonElement.DeepEquals(one, other)) => null,
        (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) when onlyShape => null,
        _ => path,
    };
}

/// <summary>Why a comparison is not fair, or with <paramref name="Fatal"/> not possible.</summary>
internal sealed record Mismatch(string Text, bool Fatal);
