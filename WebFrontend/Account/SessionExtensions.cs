using Conduit.WebFrontend.Forms;
using Conduit.WebFrontend.Sessions;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SessionOptions = Conduit.WebFrontend.Sessions.SessionOptions;

namespace Conduit.WebFrontend.Account;

internal static class SessionExtensions
{
    public static void AddSession(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<Session>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<SessionOptions>().BindConfiguration(SessionOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddAuthorization();
        builder.Services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme)
            .Configure<IOptions<SessionOptions>>((cookie, session) =>
            {
                cookie.Cookie.Name = "conduit";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = session.Value.Lifetime;
                cookie.SlidingExpiration = true;
                cookie.LoginPath = "/login";
                cookie.ReturnUrlParameter = ReturnUrl.Parameter;
                // A path, not an address: only the edge knows the host name that the browser uses.
                cookie.Events.OnRedirectToLogin = context =>
                {
                    var request = context.Request;
                    if (HttpMethods.IsGet(request.Method))
                        ReturnCookie.Write(context.HttpContext, request.PathBase + request.Path + request.QueryString);
                    context.Response.Redirect("/login");
                    return Task.CompletedTask;
                };
            });

        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "conduit-form";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // SecurityHeaders sets it for every page
        });
    }

    public static void UseSession(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<EndedSessionMiddleware>();
        app.UseAuthorization();
    }
}
