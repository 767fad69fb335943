using System.Text.RegularExpressions;

namespace Conduit.Tests.Application;

/// <summary>Signs up through the page's form, as a browser without JavaScript does.</summary>
internal static partial class RegistrationForm
{
    /// <summary>Fills in the form of one server's page and sends it to another server, or to the same.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient from, HttpClient to, string name)
    {
        using var form = new FormUrlEncodedContent(
        [
            new("_handler", "register"), new("__RequestVerificationToken", VerificationToken(await from.GetStringAsync("/register"))),
            new("username", name), new("email", $"{name}@example.com"), new("password", "a-good-password"),
        ]);
        return await to.PostAsync("/register", form);
    }

    /// <summary>The antiforgery token of a page's first form.</summary>
    public static string VerificationToken(string page) => Token().Match(page).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
