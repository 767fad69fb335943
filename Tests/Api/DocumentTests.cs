using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Conduit.Tests.Application;
using YamlDotNet.Serialization;

namespace Conduit.Tests.Api;

/// <summary>The API's description changes only on purpose, and says what the RealWorld contract says.</summary>
[Collection(SharedApplication.Name)]
public sealed class DocumentTests(WholeApplication whole)
{
    private const string Address = "/api/openapi.json";

    /// <summary>
    /// Everything that the description omits on purpose, by the start of its sentence in openapi.yml, and why (the line of contract.md).
    /// </summary>
    private static readonly Difference[] Differences =
    [
        new("POST /articles answers 409", "Nobody's title is taken.", "Two articles may bear the same title; their slugs differ."),
    ];

    private static readonly JsonSerializerOptions Legible = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HttpClient _http = whole.Application.Visitor().Http;

    [Fact]
    public async Task The_description_is_the_one_in_the_repository()
    {
        var served = $"{JsonNode.Parse(await _http.GetStringAsync(Address))!.ToJsonString(Legible)}\n";

        var expected = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Api", "openapi.json"));
        if (served == expected) return;
        var actual = Path.Combine(AppContext.BaseDirectory, "Api", "openapi.served.json");
        await File.WriteAllTextAsync(actual, served);
        var accepted = Path.Combine(Repository.Root, "Tests", "Api", "openapi.json");
        Assert.Fail($"The description has changed, see {actual}. To accept it:\n  cp '{actual}' '{accepted}'");
    }

    [Fact]
    public async Task Every_server_returns_the_same_description_to_anonymous_clients()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address);
            request.Headers.Host = $"{(number < 4 ? "localhost" : "127.0.0.1")}:{8000 + number}";
            request.Headers.TryAddWithoutValidation("Authorization", number % 2 == 0 ? null : "Token no-good");
            using var answer = await _http.SendAsync(request);
            return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        }));

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Description_agrees_with_the_contract()
    {
        var contract = ApiFacts.Of(await ContractAsync());
        var ours = ApiFacts.Of(JsonNode.Parse(await _http.GetStringAsync(Address))!);

        string[] unsaid = [.. contract.Except(ours)];
        string[] unlisted = [.. unsaid.Where(fact => !Array.Exists(Differences, difference => difference.Covers(fact)))];
        string[] untrue =
        [
            .. Differences
                .Where(difference => !Array.Exists(unsaid, difference.Covers))
                .Select(difference => difference.Start),
        ];

        Assert.NotEmpty(contract);
        Assert.True(unlisted.Length == 0, $"Of the contract, the description does not say:\n{string.Join('\n', unlisted)}");
        Assert.True(untrue.Length == 0, $"Listed as differences, and none:\n{string.Join('\n', untrue)}");
    }

    private static async Task<JsonNode> ContractAsync()
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Api", "contract", "openapi.yml"));
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(yaml);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(document))!;
    }

    private sealed record Difference(string Start, string Reason, string Line)
    {
        public bool Covers(string fact) => fact.StartsWith(Start, StringComparison.Ordinal);
    }
}
