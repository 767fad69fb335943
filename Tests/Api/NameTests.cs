using System.Net;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>Two users' names do not look alike.</summary>
[Collection(SharedApplication.Name)]
public sealed class NameTests(WholeApplication whole)
{
    private readonly string _number = Guid.NewGuid().ToString("N")[..8];

    [Theory]
    [InlineData("  trimmed-{0}\u3000", "trimmed-{0}")]
    [InlineData("ｗｉｄｅ-{0}", "wide-{0}")]
    [InlineData("ﬁne-{0}", "fine-{0}")]
    [InlineData("cafe\u0301-{0}", "caf\u00E9-{0}")]
    public async Task Name_is_trimmed_and_normalized_when_an_account_is_created(string sent, string stored)
    {
        var user = await RegisterAsync(Named(sent), HttpStatusCode.Created);

        Assert.Equal(Named(stored), user.GetProperty("user").GetProperty("username").GetString());
    }

    [Theory]
    [InlineData("zero\u200Bwidth-{0}")]
    [InlineData("joined\u200D-{0}")]
    [InlineData("\u202Eturned-{0}")]
    [InlineData("\u2066isolated-{0}")]
    [InlineData("soft\u00ADhyphen-{0}")]
    [InlineData("filled\u3164-{0}")]
    [InlineData("varied\uFE0F-{0}")]
    [InlineData("controlled\u0085x-{0}")]
    [InlineData("a\uFF0Fb-{0}")]
    public async Task Name_is_refused_when_it_has_invisible_characters_or_a_hidden_slash(string name)
    {
        var answer = await RegisterAsync(Named(name), HttpStatusCode.UnprocessableEntity);

        Assert.StartsWith(
            "must not contain", answer.GetProperty("errors").GetProperty("username")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paypal-{0}", "р\u0430ур\u0430l-{0}")]
    [InlineData("Modern-{0}", "rnodern-{0}")]
    [InlineData("Ivan-{0}", "lvan-{0}")]
    public async Task Name_is_taken_when_a_confusable_name_exists(string name, string lookAlike)
    {
        await RegisterAsync(Named(name), HttpStatusCode.Created);
        var other = await whole.Application.Visitor().RegisterAsync("impostor");

        var registered = await RegisterAsync(Named(lookAlike), HttpStatusCode.Conflict);
        var renamed =
            await other.SendAsync(HttpMethod.Put, "/api/user", new { user = new { username = Named(lookAlike) } }, HttpStatusCode.Conflict);

        foreach (var answer in (System.Text.Json.JsonElement[])[registered, renamed])
            Assert.Equal("has already been taken", answer.GetProperty("errors").GetProperty("username")[0].GetString());
    }

    [Fact]
    public async Task User_may_change_to_a_name_confusable_with_the_own_name()
    {
        var user = await whole.Application.Visitor().RegisterAsync("Ina");

        var changed = await user.SendAsync(HttpMethod.Put, "/api/user", new { user = new { username = $"l{user.Name[1..]}" } });

        Assert.Equal($"l{user.Name[1..]}", changed.GetProperty("user").GetProperty("username").GetString());
    }

    private string Named(string name) => name.Replace("{0}", _number, StringComparison.Ordinal);

    private Task<System.Text.Json.JsonElement> RegisterAsync(string username, HttpStatusCode expected) =>
        whole.Application.Visitor().SendAsync(
        HttpMethod.Post, "/api/users",
            new { user = new { username, email = $"{Guid.NewGuid():N}@example.com", password = "a-good-password" } }, expected);
}
