using System.Net;
using Aspire.Hosting.Testing;
using Conduit.Tests.Application;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Conduit.Tests.WebFrontend;

/// <summary>The cookie of the pages is a session of the API: listed in the settings, ended there or by signing out.</summary>
[Collection(SharedApplication.Name)]
public sealed class SessionPageTests(WholeApplication whole, Browser browser)
{
    private readonly ConduitApplication _application = whole.Application;

    private Uri Site => _application.App.GetEndpoint("edge", "http");

    [BrowserFact]
    public async Task A_copied_cookie_is_refused_once_its_browser_has_signed_out()
    {
        var person = new Person(await browser.NewVisitorAsync(Site));
        await person.SignUpAsync();
        await Expect(person.Page.Locator("nav.navbar")).ToContainTextAsync(person.Name);
        var cookie = (await person.Page.Context.CookiesAsync()).Single(cookie => cookie.Name == "conduit").Value;
        Assert.Equal(HttpStatusCode.OK, (await SettingsAsync(cookie)).StatusCode);

        await person.SignOutAsync();

        using var refused = await SettingsAsync(cookie);
        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [BrowserFact]
    public async Task Settings_list_the_sessions_and_end_one()
    {
        var known = await _application.Visitor().RegisterAsync("two-browsers");
        var (first, second) = (new Person(await browser.NewVisitorAsync(Site)), new Person(await browser.NewVisitorAsync(Site)));
        await first.SignInAsync(known);
        await second.SignInAsync(known);

        await first.Page.GotoAsync("/settings");
        var sessions = first.Page.Locator("#sessions li");
        await Expect(sessions).ToHaveCountAsync(3);
        await Expect(sessions.Filter(new() { HasText = "this device" })).ToContainTextAsync("Chrome on Linux");
        // The newest is the second browser's; the oldest is the API client that registered.
        await sessions.First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(sessions).ToHaveCountAsync(2);

        await second.Page.GotoAsync("/");
        await Expect(second.Page.Locator("nav.navbar a[href='/login']")).ToBeVisibleAsync();
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await Expect(first.Page.Locator("nav.navbar a[href='/login']")).ToBeVisibleAsync();
        await known.GetAsync("/api/user", HttpStatusCode.Unauthorized);
    }

    [LinuxFact]
    public async Task Password_change_requires_the_current_password_when_the_last_sign_in_is_too_old()
    {
        using var running = await ServiceProcess.OfAsync(_application, "web-1");
        using var strict = running.StartAnother(("Session__ReauthenticateAfter", "00:00:00"));
        try
        {
            await strict.HealthyAsync();
            using var handler = new SocketsHttpHandler { CookieContainer = new(), AllowAutoRedirect = false };
            using var http = new HttpClient(handler) { BaseAddress = strict.Address };
            var name = $"strict-{Guid.NewGuid().ToString("N")[..8]}";
            using var signedUp = await RegistrationForm.SendAsync(http, http, name);
            // The time of the last sign-in is in whole seconds.
            await Task.Delay(1100);

            using var refused = await ChangePasswordAsync(http, name, current: "");
            Assert.Contains("current password can&#x27;t be blank", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var wrong = await ChangePasswordAsync(http, name, current: "wrong-password");
            Assert.Contains("currentPassword is wrong", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var changed = await ChangePasswordAsync(http, name, current: "a-good-password");
            Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);
        }
        finally
        {
            await strict.EndAsync();
        }
    }

    private async Task<HttpResponseMessage> SettingsAsync(string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Site };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/settings") { Headers = { { "Cookie", $"conduit={cookie}" } } };
        return await http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> ChangePasswordAsync(HttpClient http, string name, string current)
    {
        var page = await http.GetStringAsync("/settings");
        Assert.Contains("name=\"current\"", page, StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent(
        [
            new("_handler", "settings"), new("__RequestVerificationToken", RegistrationForm.VerificationToken(page)), new("username", name),
            new("email", $"{name}@example.com"), new("bio", ""), new("image", ""), new("password", "another-password"),
            new("current", current),
        ]);
        return await http.PostAsync("/settings", form);
    }
}
