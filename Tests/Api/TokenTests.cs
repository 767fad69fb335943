using System.Net;
using System.Text.Json.Nodes;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>Only a token that the API made, that is still good, lets somebody in.</summary>
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
        ["of no number"] = (claims, key) => Jwt.Make(With(claims, "sub", "1 or 1=1"), key),
        ["of another version"] = (claims, key) => Jwt.Make(With(claims, "ver", 2), key),
        ["without a version"] = (claims, key) => Jwt.Make(With(claims, "ver", null), key),
    };

    public static TheoryData<string> Kinds => [.. Made.Keys];

    private string Key => whole.Application.Secrets["jwt-signing-key"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_token_that_is_no_good_is_refused_also_where_none_is_needed(string kind)
    {
        var person = await whole.Application.Visitor().RegisterAsync("genuine");
        person.Token = Made[kind](Jwt.Claims(person.Token!), Key);

        await RefusedAsync(person);
    }

    [Fact]
    public async Task A_token_made_by_hand_with_the_right_key_is_as_good_as_one_of_the_api()
    {
        var person = await whole.Application.Visitor().RegisterAsync("genuine");
        Assert.Equal(Jwt.KeyIdOf(Key), Jwt.KeyId(person.Token!));

        person.Token = Jwt.Make(With(Jwt.Claims(person.Token!), "exp", InAnHour(1)), Key);

        Assert.Equal(person.Name, (await person.GetAsync("/api/user")).GetProperty("user").GetProperty("username").GetString());
    }

    [Fact]
    public async Task A_token_of_before_the_password_changed_is_refused()
    {
        var person = await whole.Application.Visitor().RegisterAsync("changing");

        await person.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = "another-password" } });

        await RefusedAsync(person);
    }

    private static async Task RefusedAsync(Visitor person)
    {
        foreach (var path in (string[])["/api/user", "/api/articles", "/api/tags"])
            Assert.Equal("""{"errors":{"token":["is invalid"]}}""", (await person.GetAsync(path, HttpStatusCode.Unauthorized)).GetRawText());
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
