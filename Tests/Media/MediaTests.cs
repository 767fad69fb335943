using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Conduit.Tests.Application;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;

namespace Conduit.Tests.Media;

/// <summary>The media service beside the rest of Conduit: whose tokens it accepts, what caches in front learn, what it can reach.</summary>
[Collection(SharedApplication.Name)]
public sealed class MediaTests(WholeApplication whole)
{
    private readonly ConduitApplication _application = whole.Application;

    [Fact]
    public async Task User_of_the_API_can_upload_until_the_session_ends()
    {
        var person = await _application.Visitor().RegisterAsync("painter");
        using var client = Client(person.Token!);
        await client.UploadAsync(TestPictures.Png(50, 40));

        await person.SendAsync(HttpMethod.Delete, "/api/user/session", null, HttpStatusCode.NoContent);

        var refusal = await client.UploadAsync(TestPictures.Png(50, 40), HttpStatusCode.Unauthorized);
        Assert.Equal("""{"errors":{"token":["is invalid"]}}""", refusal.GetRawText());
    }

    [Fact]
    public async Task Caches_in_front_learn_what_a_picture_depends_on_and_drop_it_when_it_is_deleted()
    {
        var person = await _application.Visitor().RegisterAsync("curator");
        using var client = Client(person.Token!);
        using var follower = await FollowAsync();
        var (other, deleted) = (await UploadAsync(client), await UploadAsync(client));
        var (otherOn, deletedOn) = (await DependenciesAsync(client, other.Path), await DependenciesAsync(client, deleted.Path));
        await Eventually.TrueAsync(
            () => Task.FromResult(follower.IsValid(otherOn) && follower.IsValid(deletedOn)), "both are valid for a cache in front");

        await client.SendAsync(HttpMethod.Delete, $"/media/{deleted.Id}", null, HttpStatusCode.NoContent);

        // The deletion was answered, so every follower with a lease knows of it.
        Assert.False(follower.IsValid(deletedOn));
        Assert.True(follower.IsValid(otherOn));
        await client.SendAsync(HttpMethod.Get, $"{deleted.Path}/160.webp", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Clients_without_the_key_do_not_learn_tags()
    {
        var person = await _application.Visitor().RegisterAsync("curious");
        using var client = Client(person.Token!);
        var picture = await UploadAsync(client);
        client.Http.DefaultRequestHeaders.Add(Surrogate.CapabilityHeader, Surrogate.Capability);

        using var response = await client.Http.GetAsync($"{picture.Path}/160.webp");

        Assert.False(response.Headers.Contains(Surrogate.KeyHeader));
        Assert.False(response.Headers.Contains(Surrogate.VersionsHeader));
    }

    [Fact]
    public async Task Worker_can_tell_what_is_used_by_the_key()
    {
        using var http = _application.App.CreateHttpClient("media", "http");
        http.DefaultRequestHeaders.Add("X-Conduit-Key", _application.Secrets["media-key"]);
        using var response = await http.PutAsJsonAsync("/media/uses/article-1", new { media = Array.Empty<string>(), version = 1 });
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Theory]
    [InlineData("media", "media", true)]
    [InlineData("media", "accounts", false)]
    [InlineData("media", "conduit", false)]
    [InlineData("conduit", "media", false)]
    [InlineData("api", "media", false)]
    [InlineData("web", "media", false)]
    public async Task Role_reaches_its_own_databases_only(string role, string database, bool isAllowed)
    {
        var settings = new NpgsqlConnectionStringBuilder(await _application.ConnectionStringAsync("postgres-0"))
        {
            Username = role,
            Password = _application.Secrets[$"{role}-password"],
            Database = database,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        var refusal = await Record.ExceptionAsync(() => connection.OpenAsync());
        Assert.Equal(isAllowed ? null : "42501", (refusal as PostgresException)?.SqlState);
    }

    private MediaClient Client(string token) => new(_application.App.CreateHttpClient("media", "http"), token);

    private static async Task<(string Id, string Path)> UploadAsync(MediaClient client)
    {
        var body = (await client.UploadAsync(TestPictures.Png(60, 40))).GetProperty("media");
        return (body.GetProperty("id").GetString()!, body.GetProperty("path").GetString()!);
    }

    // As the edge requests a picture that it may store.
    private async Task<IReadOnlyList<Dependency>> DependenciesAsync(MediaClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}/160.webp");
        request.Headers.Add(Surrogate.CapabilityHeader, Surrogate.Capability);
        request.Headers.Add("X-Conduit-Key", _application.Secrets["edge-key"]);
        using var response = await client.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        Assert.True(response.Headers.CacheControl!.Public);
        var key = response.Headers.GetValues(Surrogate.KeyHeader).Single();
        return Surrogate.Read(key, response.Headers.GetValues(Surrogate.VersionsHeader).Single())!;
    }

    private async Task<FreshnessFollower> FollowAsync()
    {
        var options = ConfigurationOptions.Parse((await _application.App.GetConnectionStringAsync("freshness"))!);
        var follower = new FreshnessFollower(
            new FollowerConnection(options),
            Options.Create(new FreshnessOptions()),
            new ServiceCollection().AddOptions().BuildServiceProvider().GetRequiredService<IOptionsMonitor<UnsafeOptions>>(),
            new ConfigurationBuilder().Build(),
            new HostingEnvironment { ApplicationName = "tests" },
            NullLogger<FreshnessFollower>.Instance);
        var followed = follower.FollowLog("media");
        await follower.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => Task.FromResult(followed.CurrentMirror is not null), "the log is followed");
        return follower;
    }
}
