using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;

namespace Conduit.Tests.Api;

/// <summary>
/// A sign-in is a session: its owner sees it and ends it, and an ended one is refused at the next request on every server.
/// </summary>
[Collection(SharedApplication.Name)]
public sealed class SessionTests(WholeApplication whole)
{
    private const string OtherPassword = "another-password";

    private static readonly string[] Servers = ["api-1", "api-2"];

    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task A_new_password_ends_every_other_session_and_not_the_one_that_set_it()
    {
        var (first, second) = await SignedInTwiceAsync("changing");

        await first.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = OtherPassword } });

        await RefusedEverywhereAsync(second);
        await first.GetAsync("/api/user");
        await first.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = first.Password } });
        await first.GetAsync("/api/user");
    }

    [Fact]
    public async Task A_new_email_address_ends_every_other_session_and_the_same_one_ends_none()
    {
        var (first, second) = await SignedInTwiceAsync("moving");

        await first.SendAsync(
            HttpMethod.Put, "/api/user", new { user = new { email = first.Email.ToUpperInvariant(), bio = "the same address" } });
        await second.GetAsync("/api/user");
        await first.SendAsync(HttpMethod.Put, "/api/user", new { user = new { email = $"new-{first.Email}" } });

        await RefusedEverywhereAsync(second);
        await first.GetAsync("/api/user");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_of_that_token_alone()
    {
        var (first, second) = await SignedInTwiceAsync("leaving");

        await first.SendAsync(HttpMethod.Delete, "/api/user/session", expected: HttpStatusCode.NoContent);

        await RefusedEverywhereAsync(first);
        await second.GetAsync("/api/user");
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_by_their_owner_only()
    {
        var (first, second) = await SignedInTwiceAsync("listing");
        var stranger = await _application.Visitor().RegisterAsync("stranger");

        var sessions = (await first.GetAsync("/api/user/sessions")).GetProperty("sessions").EnumerateArray().ToList();
        Assert.Equal([false, true], sessions.Select(session => session.GetProperty("current").GetBoolean()));
        var other = sessions[0].GetProperty("id").GetString();
        Assert.Equal("""{"errors":{"session":["not found"]}}""",
            (await stranger.SendAsync(HttpMethod.Delete, $"/api/user/sessions/{other}", expected: HttpStatusCode.NotFound)).GetRawText());
        await second.GetAsync("/api/user");
        await first.SendAsync(HttpMethod.Delete, $"/api/user/sessions/{other}", expected: HttpStatusCode.NoContent);

        await RefusedEverywhereAsync(second);
        Assert.Single((await first.GetAsync("/api/user/sessions")).GetProperty("sessions").EnumerateArray());
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session()
    {
        var (first, second) = await SignedInTwiceAsync("gone");

        await first.SendAsync(HttpMethod.Delete, "/api/user/sessions", expected: HttpStatusCode.NoContent);

        await RefusedEverywhereAsync(first);
        await RefusedEverywhereAsync(second);
        await first.LoginAsync(first.Email, first.Password);
    }

    [Fact]
    public async Task Repeated_registration_returns_its_first_session_and_is_refused_when_that_has_ended()
    {
        var name = $"repeated-{Guid.NewGuid().ToString("N")[..8]}";
        var user = new { user = new { username = name, email = $"{name}@example.com", password = "a-good-password" } };
        var key = Guid.NewGuid().ToString();
        var person = _application.Visitor();

        person.Token = Token(await RegisterAsync(key, user));
        await person.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = OtherPassword } });
        var again = await RegisterAsync(key, user);
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(Jwt.Claims(person.Token!)["sid"]!.ToString(), Jwt.Claims(Token(again)!)["sid"]!.ToString());
        var other = _application.Visitor();
        await other.LoginAsync($"{name}@example.com", OtherPassword);
        await other.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = "a-third-password" } });

        Assert.Equal((HttpStatusCode.Unauthorized, """{"errors":{"token":["is invalid"]}}"""), await RegisterAsync(key, user));
    }

    [Fact]
    public async Task Oldest_session_ends_when_a_user_exceeds_a_hundred()
    {
        var person = await _application.Visitor().RegisterAsync("everywhere");
        var account = await _application.IdAsync(person);
        await _application.OnAsync("postgres-0", "accounts", $"""
            update sessions set created_at = now() - interval '1 hour' where account_id = {account};
            insert into sessions (id, account_id, expires_at) select {account} * 128 + number, {account}, now() + interval '1 day'
                from generate_series(1, 99) number
            """);
        await person.GetAsync("/api/user");

        var newest = _application.Visitor();
        await newest.LoginAsync(person.Email, person.Password);

        await RefusedEverywhereAsync(person);
        Assert.Equal(100, (await newest.GetAsync("/api/user/sessions")).GetProperty("sessions").GetArrayLength());
    }

    [Fact]
    public async Task The_open_streams_of_a_session_end_with_it()
    {
        var (first, second) = await SignedInTwiceAsync("streaming");
        using var http = new HttpClient { BaseAddress = _application.App.GetEndpoint("edge", "http") };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/notifications/stream");
        request.Headers.Add("Authorization", $"Token {second.Token}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1024];
        Assert.NotEqual(0, await stream.ReadAsync(buffer));

        await first.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = OtherPassword } });

        // Well before the next heartbeat, which a stream sends every 15 s.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await stream.ReadAsync(buffer, limit.Token) > 0) { }
    }

    [Fact]
    public async Task Guesses_of_a_password_are_slowed_down_for_known_and_unknown_accounts_alike_and_the_owner_is_not_locked_out()
    {
        using var owners = From("203.0.113.20");
        using var strangers = From("203.0.113.21");
        var owner = await new Visitor(owners).RegisterAsync("guessed");

        foreach (var email in (string[])[owner.Email, $"unknown-{owner.Email}"])
        {
            var statuses = new List<HttpStatusCode>();
            for (var attempt = 0; attempt < 8; attempt++) statuses.Add((await LoginAsync(strangers, email, "wrong-password")).StatusCode);
            Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, 6), statuses.Take(6));
            Assert.Contains(HttpStatusCode.TooManyRequests, statuses.Skip(6));
        }

        for (var attempt = 0; attempt < 4; attempt++) await LoginAsync(strangers, owner.Email, "wrong-password");
        using var blocked = await LoginAsync(strangers, owner.Email, owner.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, blocked.StatusCode);
        Assert.True(blocked.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(owners, owner.Email, owner.Password)).StatusCode);
    }

    [Fact]
    public async Task A_password_hash_with_fewer_iterations_than_required_is_replaced_at_the_next_sign_in()
    {
        var person = await _application.Visitor().RegisterAsync("rehashed");
        var account = await _application.IdAsync(person);
        var weak = WeakHash(person.Password);
        await _application.OnAsync("postgres-0", "accounts", $"update accounts set password_hash = '{weak}' where id = {account}");

        await person.LoginAsync(person.Email, person.Password);

        var hashes =
            await _application.AskAsync<string>("postgres-0", "accounts", $"select password_hash from accounts where id = {account}");
        Assert.NotEqual(weak, hashes[0]);
        await person.LoginAsync(person.Email, person.Password);
    }

    [Fact]
    public async Task A_current_password_that_is_sent_along_must_be_right()
    {
        var person = await _application.Visitor().RegisterAsync("careful");

        var refused = await person.SendAsync(
            HttpMethod.Put, "/api/user", new { user = new { password = OtherPassword, currentPassword = "wrong-password" } },
                HttpStatusCode.UnprocessableEntity);
        await person.SendAsync(
            HttpMethod.Put, "/api/user", new { user = new { password = OtherPassword, currentPassword = person.Password } });

        Assert.Equal("""{"errors":{"currentPassword":["is wrong"]}}""", refused.GetRawText());
        await person.LoginAsync(person.Email, OtherPassword);
    }

    [Fact]
    public async Task Changes_of_credentials_are_in_the_security_log_without_secrets()
    {
        var (first, _) = await SignedInTwiceAsync("logged");
        var account = await _application.IdAsync(first);
        await first.SendAsync(HttpMethod.Put, "/api/user", new { user = new { password = OtherPassword } });

        var lines = Servers.SelectMany(server => _application.Story.Lines(server)).ToList;
        string[] expected =
            [$"Account {account} signed in", $"Account {account} changed its password", $"1 sessions of account {account} ended"];
        foreach (var text in expected)
            await Eventually.TrueAsync(() => Task.FromResult(lines().Exists(line => line.Contains(text, StringComparison.Ordinal))), text);
        Assert.DoesNotContain(lines(), line =>
            line.Contains(first.Password, StringComparison.Ordinal) || line.Contains(first.Token!, StringComparison.Ordinal));
    }

    private async Task<(Visitor First, Visitor Second)> SignedInTwiceAsync(string name)
    {
        var first = await _application.Visitor().RegisterAsync(name);
        var second = _application.Visitor();
        await second.LoginAsync(first.Email, first.Password);
        // Both are in every server's cache before one of them ends.
        foreach (var token in (string[])[first.Token!, second.Token!])
            foreach (var server in Servers) Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, token));
        return (first, second);
    }

    private async Task RefusedEverywhereAsync(Visitor person)
    {
        foreach (var server in Servers) Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, person.Token!));
    }

    private async Task<HttpStatusCode> StatusAsync(string server, string token)
    {
        using var http = _application.App.CreateHttpClient(server, "http");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/user") { Headers = { { "Authorization", $"Token {token}" } } };
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<(HttpStatusCode Status, string Body)> RegisterAsync(string key, object user)
    {
        using var http = _application.App.CreateHttpClient("edge", "http");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users") { Content = JsonContent.Create(user) };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string? Token((HttpStatusCode Status, string Body) answer) =>
        JsonDocument.Parse(answer.Body).RootElement.GetProperty("user").GetProperty("token").GetString();

    private HttpClient From(string address)
    {
        var http = _application.App.CreateHttpClient("edge", "http");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return http;
    }

    private static Task<HttpResponseMessage> LoginAsync(HttpClient http, string email, string password) =>
        http.PostAsJsonAsync("/api/users/login", new { user = new { email, password } });

    /// <summary>A hash in the form of ASP.NET Core Identity, version 3, with the fewest iterations that a setting allows.</summary>
    private static string WeakHash(string password)
    {
        const int Iterations = 10_000;
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = new byte[13 + salt.Length + 32];
        hash[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(1), 2);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(5), Iterations);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(9), (uint)salt.Length);
        salt.CopyTo(hash, 13);
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA512, 32)
            .CopyTo(hash, 13 + salt.Length);
        return Convert.ToBase64String(hash);
    }
}
