using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>Only a valid token of the API signs a user in.</summary>
[Collection(SharedApplication.Name)]
public sealed class TokenTests(WholeApplication whole)
{
    private static readonly Dictionary<string, Func<JsonObject, string, string>> Made = new()
    {
        ["expired"] = (claims, key) => Jwt.Make(With(claims, "exp", InAnHour(-1)), key),
        ["without an end"] = (claims, key) => Jwt.Make(With(claims, "exp", null), key),
        ["of another issuer"] = (claims, key) => Jwt.Make(With(claims, "iss", "somebody-else"), key),
        ["signed with another key"] = (claims, key) => Jwt.Make(claims, key, signedWith: new string('k', 48)),
        ["signed in another way"] = (claims, key) => Jwt.Make(claims, key, "HS512"),
        ["not signed"] = (claims, key) => Jwt.Make(claims, key, "none"),
        ["not signed, in capitals"] = (claims, key) => Jwt.Make(claims, key, "NONE"),
        ["of nobody"] = (claims, key) => Jwt.Make(With(claims, "sub", "9007199254740991"), key),
        ["of no session"] = (claims, key) => Jwt.Make(With(claims, "sid", "none"), key),
        ["of no number"] = (claims, key) => Jwt.Make(With(claims, "sub", "1 or 1=1"), key),
        ["of another version"] = (claims, key) => Jwt.Make(With(claims, "ver", 2), key),
        ["without a version"] = (claims, key) => Jwt.Make(With(claims, "ver", null), key),
    };

    public static TheoryData<string> Kinds => [.. Made.Keys];

    private string Key => whole.Application.Secrets["jwt-signing-key"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Invalid_token_is_refused_also_where_none_is_required(string kind)
    {
        var person = await whole.Application.Visitor().RegisterAsync("genuine");
        person.Token = Made[kind](Jwt.ClaimsWithoutSession(person.Token!), Key);

        await RefusedAsync(person);
    }

    [Fact]
    public async Task Token_without_a_session_is_valid_until_the_password_changes_and_is_then_exchanged()
    {
        var person = await whole.Application.Visitor().RegisterAsync("genuine");
        var old = Jwt.Make(With(Jwt.ClaimsWithoutSession(person.Token!), "exp", InAnHour(1)), Key);
        person.Token = old;

        Assert.Equal(person.Name, (await person.GetAsync("/api/user")).GetProperty("user").GetProperty("username").GetString());
        var changed = await person.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = "another-password" } });

        await RefusedAsync(person);
        person.Token = changed.GetProperty("user").GetProperty("token").GetString();
        await person.GetAsync("/api/user");
    }

    [Fact]
    public async Task A_token_is_signed_with_a_private_key_whose_public_key_every_API_server_publishes()
    {
        var person = await whole.Application.Visitor().RegisterAsync("signed");
        Assert.Equal("ES256", Jwt.Algorithm(person.Token!));
        foreach (var server in (string[])["api-1", "api-2"])
        {
            using var http = whole.Application.App.CreateHttpClient(server, "http");
            var keys = JsonDocument.Parse(await http.GetStringAsync("/.well-known/jwks.json")).RootElement.GetProperty("keys");
            var key = keys.EnumerateArray().Single(key => key.GetProperty("kid").GetString() == Jwt.KeyId(person.Token!));
            Assert.True(Jwt.IsSignedBy(person.Token!, key.GetProperty("x").GetString()!, key.GetProperty("y").GetString()!));
            Assert.False(key.TryGetProperty("d", out _));
        }
    }

    [LinuxFact]
    public async Task Next_signing_key_is_accepted_before_the_servers_switch_one_by_one()
    {
        var next = new string('n', 48);
        using var running = await ServiceProcess.OfAsync(whole.Application, "api-1");
        using var before = running.StartAnother(("Jwt__NextSigningKey", next));
        using var after =
            running.StartAnother(("Jwt__SigningKey", next), ("Jwt__PreviousSigningKey", Key));
        try
        {
            await Task.WhenAll(before.HealthyAsync(), after.HealthyAsync());
            var servers = new[] { before, after }.Select(server => new Visitor(new HttpClient { BaseAddress = server.Address })).ToList();
            foreach (var server in servers) await server.RegisterAsync("rotated");
            Assert.NotEqual(Jwt.KeyId(servers[0].Token!), Jwt.KeyId(servers[1].Token!));

            (servers[0].Token, servers[1].Token) = (servers[1].Token, servers[0].Token);

            foreach (var server in servers) await server.GetAsync("/api/user");
        }
        finally
        {
            await Task.WhenAll(before.EndAsync(), after.EndAsync());
        }
    }

    private static async Task RefusedAsync(Visitor person)
    {
        foreach (var path in (string[])["/api/user", "/api/articles", "/api/tags"])
        {
            var refusal = await person.GetAsync(path, HttpStatusCode.Unauthorized);
            Assert.Equal("""{"errors":{"token":["is invalid"]}}""", refusal.GetRawText());
        }
    }

    private static JsonObject With(JsonObject claims, string name, JsonNode? value)
    {
        if (value is null)
            claims.Remove(name);
        else
            claims[name] = value;
        return claims;
    }

    private static long InAnHour(int hours) => DateTimeOffset.UtcNow.AddHours(hours).ToUnixTimeSeconds();
}
