using System.Net;
using System.Xml.Linq;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Conduit.Tests.Jobs;
using Conduit.WebFrontend.Security;

namespace Conduit.Tests.WebFrontend;

/// <summary>Consecutive requests may go to different web servers.</summary>
[Collection(ShortTimeoutsApplication.Name)]
public sealed class TwoServersTests(ShortTimeoutsApplication.Started fixture)
{
    [Fact]
    public async Task Forms_and_sessions_of_one_server_are_good_for_the_other()
    {
        // Both servers started at the same time without a key.
        Assert.Equal([1], await fixture.Application.AskAsync<long>("postgres-0", "accounts", "select count(*) from data_protection_keys"));
        var cookies = new CookieContainer();
        using var first = Client("web-1", cookies);
        using var second = Client("web-2", cookies);
        var name = $"roaming-{Guid.NewGuid().ToString("N")[..8]}";

        using var signedUp = await RegistrationForm.SendAsync(first, second, name);

        Assert.Equal(HttpStatusCode.Redirect, signedUp.StatusCode);
        Assert.Contains($"/profile/{name}", await first.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains($"/profile/{name}", await second.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Session_is_valid_at_a_server_that_finds_its_key_unencrypted()
    {
        var cookies = new CookieContainer();
        using var first = Client("web-1", cookies);
        var name = $"early-{Guid.NewGuid().ToString("N")[..8]}";
        using var signedUp = await RegistrationForm.SendAsync(first, first, name);
        const string sql = "select xml from data_protection_keys";
        var encrypted = (await fixture.Application.AskAsync<string>("postgres-0", "accounts", sql)).Single();
        await StoreKeyAsync(Decrypted(encrypted));
        using var running = await ServiceProcess.OfAsync(fixture.Application, "web-1");
        using var other = running.StartAnother();
        try
        {
            await other.HealthyAsync();
            // Cookies belong to a host, whatever its port.
            using var second = Client(new UriBuilder(other.Address!) { Host = first.BaseAddress!.Host }.Uri, cookies);

            Assert.Contains($"/profile/{name}", await second.GetStringAsync("/"), StringComparison.Ordinal);
        }
        finally
        {
            await StoreKeyAsync(encrypted);
            await other.EndAsync();
        }
    }

    [LinuxFact]
    public async Task Cookies_are_secure_where_clients_use_https()
    {
        using var running = await ServiceProcess.OfAsync(fixture.Application, "web-1");
        using var other = running.StartAnother(("Site__Https", "true"));
        try
        {
            await other.HealthyAsync();
            using var http = Client(other.Address!, new CookieContainer());
            using var response = await http.GetAsync("/login");

            Assert.All(
                response.Headers.GetValues("Set-Cookie"),
                cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        }
        finally
        {
            await other.EndAsync();
        }
    }

    // The form in which keys were stored before they were encrypted.
    private string Decrypted(string xml)
    {
        var key = XElement.Parse(xml);
        var secret = key.Descendants().Single(element => element.Name.LocalName == "encryptedSecret");
        var encryptionKey = fixture.Application.Secrets["web-key-ring-key"];
        secret.ReplaceWith(XElement.Parse(KeyRingCipher.Decrypt(encryptionKey, Convert.FromBase64String(secret.Value))));
        Assert.NotEmpty(key.Descendants("masterKey"));
        return key.ToString(SaveOptions.DisableFormatting);
    }

    private Task StoreKeyAsync(string xml) =>
        fixture.Application.OnAsync(
            "postgres-0",
            "accounts",
            $"update data_protection_keys set xml = '{xml.Replace("'", "''", StringComparison.Ordinal)}'");

    private HttpClient Client(string server, CookieContainer cookies) =>
        Client(fixture.Application.App.GetEndpoint(server, "http"), cookies);

    private static HttpClient Client(Uri address, CookieContainer cookies) =>
        new(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
}
