using Conduit.ServiceDefaults;

namespace Conduit.WebFrontend.Security;

/// <summary>Where clients use https only, browsers send every cookie over https only.</summary>
internal static class SecureCookies
{
    public static void UseSecureCookies(this WebApplication app) => app.UseCookiePolicy(new CookiePolicyOptions
    {
        Secure = app.Configuration.GetValue<bool>($"{SiteOptions.Section}:{nameof(SiteOptions.Https)}") ? CookieSecurePolicy.Always
            : CookieSecurePolicy.SameAsRequest,
    });
}
