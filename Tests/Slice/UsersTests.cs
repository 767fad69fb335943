using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Conduit.Tests.Application;

namespace Conduit.Tests.Slice;

[Collection(SharedApplication.Name)]
public sealed class UsersTests(WholeApplication whole)
{
    private readonly Visitor _visitor = whole.Application.Visitor();

    [Fact]
    public async Task Registered_user_signs_in()
    {
        var newcomer = await whole.Application.Visitor().RegisterAsync("newcomer");

        var answer = await _visitor.LoginAsync(newcomer.Email, newcomer.Password);

        var user = answer.GetProperty("user");
        Assert.Equal(newcomer.Name, user.GetProperty("username").GetString());
        Assert.Equal(newcomer.Email, user.GetProperty("email").GetString());
        Assert.False(string.IsNullOrEmpty(user.GetProperty("token").GetString()));
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var newcomer = await whole.Application.Visitor().RegisterAsync("careful");

        var login = new { user = new { email = newcomer.Email, password = "not-the-password" } };
        var answer = await _visitor.SendAsync(HttpMethod.Post, "/api/users/login", login, HttpStatusCode.Unauthorized);

        Assert.Equal("""{"errors":{"credentials":["invalid"]}}""", answer.GetRawText());
    }

    [Fact]
    public async Task A_name_in_use_is_a_conflict()
    {
        var first = await whole.Application.Visitor().RegisterAsync("unique");

        var second = new { user = new { username = first.Name, email = $"other-{first.Email}", password = "a-good-password" } };
        var answer = await _visitor.SendAsync(HttpMethod.Post, "/api/users", second, HttpStatusCode.Conflict);

        Assert.Equal("""{"errors":{"username":["has already been taken"]}}""", answer.GetRawText());
    }

    [Theory]
    [InlineData(
        """{"user":{"username":"","email":"a@example.com","password":"a-good-password"}}""",
        """{"errors":{"username":["can't be blank"]}}""")]
    [InlineData(
        """{"user":{"username":"blank","email":null,"password":"a-good-password"}}""",
        """{"errors":{"email":["can't be blank"]}}""")]
    public async Task Registration_names_blank_fields(string body, string error)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _visitor.Http.PostAsync("/api/users", content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(error, await Unescaped(response));
    }

    [Fact]
    public async Task Malformed_JSON_is_refused_in_the_contracts_form()
    {
        using var content = new StringContent("""{"user":""", Encoding.UTF8, "application/json");
        using var response = await _visitor.Http.PostAsync("/api/users", content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.StartsWith("""{"errors":{"body":[""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=none-such", "{}", "body")]
    [InlineData("application/json", "null", "body")]
    [InlineData("application/json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "body")]
    [InlineData(
        "application/json",
        "{\"user\":{\"username\":\"\\ud800\",\"email\":\"a@example.com\",\"password\":\"a-good-password\"}}",
        "username")]
    [InlineData(
        "application/json",
        "{\"user\":{\"username\":\"a\\u0000\",\"email\":\"a@example.com\",\"password\":\"a-good-password\"}}",
        "username")]
    public async Task Unreadable_or_unstorable_body_is_a_client_error(string type, string body, string field)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await _visitor.Http.PostAsync("/api/users", content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.StartsWith($"{{\"errors\":{{\"{field}\":[\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_protected_call_without_a_token_is_refused()
    {
        var article = new { article = new { title = "t", description = "d", body = "b" } };
        var answer = await _visitor.SendAsync(HttpMethod.Post, "/api/articles", article, HttpStatusCode.Unauthorized);

        Assert.Equal("""{"errors":{"token":["is missing"]}}""", answer.GetRawText());
    }

    [Fact]
    public async Task A_forged_token_is_refused()
    {
        _visitor.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.");

        var answer = await _visitor.GetAsync("/api/notifications", HttpStatusCode.Unauthorized);

        Assert.Equal("""{"errors":{"token":["is invalid"]}}""", answer.GetRawText());
    }

    /// <summary>JSON encoders may escape an apostrophe or not.</summary>
    private static async Task<string> Unescaped(HttpResponseMessage response) =>
        (await response.Content.ReadAsStringAsync()).Replace(@"\u0027", "'", StringComparison.Ordinal);
}
