using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Conduit.Tests.Jobs;

namespace Conduit.Tests.WebFrontend;

/// <summary>The next click may go to another web server.</summary>
[Collection(HastyApplication.Name)]
public sealed class TwoServersTests(HastyApplication.Started hasty)
{
    [Fact]
    public async Task Forms_and_sessions_of_one_server_are_good_for_the_other()
    {
        // Both began with none, at the same time.
        Assert.Equal([1], await hasty.Application.AskAsync<long>("postgres-0", "accounts", "select count(*) from data_protection_keys"));
        var cookies = new CookieContainer();
        using var first = Client("web-1", cookies);
        using var second = Client("web-2", cookies);
        var name = $"roaming-{Guid.NewGuid().ToString("N")[..8]}";

        using var signedUp = await RegistrationForm.SendAsync(first, second, name);

        Assert.Equal(HttpStatusCode.Redirect, signedUp.StatusCode);
        Assert.Contains($"/profile/{name}", await first.GetStringAsync("/"), StringComparison.Ordinal);
        Assert.Contains($"/profile/{name}", await second.GetStringAsync("/"), StringComparison.Ordinal);
    }

    private HttpClient Client(string server, CookieContainer cookies) =>
        new(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = hasty.Application.App.GetEndpoint(server, "http") };
}
