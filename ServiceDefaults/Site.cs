using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Conduit.ServiceDefaults;

/// <summary>
/// Refuses requests for hosts that are not the site's, so that no page links to another site, and redirects clients to https where TLS
/// ends in front. The framework's host filter runs before the forwarded headers are read and has no exemptions, so only its matching is
/// used.
/// </summary>
public static class Site
{
    private const int HttpsPort = 443;

    public static void AddSite(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SiteOptions>().BindConfiguration(SiteOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<SiteAddresses>();
        builder.Services.AddHttpsRedirection(options =>
        {
            options.HttpsPort = HttpsPort;
            options.RedirectStatusCode = StatusCodes.Status308PermanentRedirect;
        });
    }

    /// <summary>For a service that clients do not reach themselves, but whose responses contain addresses of the site.</summary>
    /// <param name="builder">The service.</param>
    public static void AddSiteAddresses(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<SiteOptions>().BindConfiguration(SiteOptions.Section);
        builder.Services.AddSingleton<SiteAddresses>();
    }

    /// <summary>
    /// Comes after the forwarded headers. Probes are exempt, and so is the service's own name, by which other services call it.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="serviceName">Its name in service discovery.</param>
    public static void UseSiteHosts(this WebApplication app, string serviceName)
    {
        StringSegment[]? hosts = null;
        app.Use((context, next) =>
        {
            var host = context.Request.Host.Host;
            var isAllowed = IsInternal(context, serviceName) || (host.Length > 0 && HostString.MatchesAny(host, hosts ??= HostsOf(app)));
            return isAllowed ? next(context) : RefuseAsync(context);
        });
    }

    /// <summary>Redirects to https and sends HSTS, where clients use https only. Belongs to the service that clients reach.</summary>
    /// <param name="app">The service.</param>
    /// <param name="serviceName">Its name in service discovery.</param>
    public static void UseSiteHttps(this WebApplication app, string serviceName)
    {
        SiteOptions? options = null;
        app.UseWhen(
            context => IsHttps() && !IsInternal(context, serviceName),
            site => site.UseHsts().UseHttpsRedirection());

        bool IsHttps() => (options ??= app.Services.GetRequiredService<IOptions<SiteOptions>>().Value).Https;
    }

    private static bool IsInternal(HttpContext context, string serviceName) =>
        Health.IsProbe(context) || context.Request.Host.Host == serviceName;

    private static StringSegment[] HostsOf(WebApplication app) =>
        [.. app.Services.GetRequiredService<IOptions<SiteOptions>>().Value.HostNames.Select(host => new StringSegment(host))];

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = $"{MediaTypeNames.Application.Json}; charset=utf-8";
        return context.Response.WriteAsync("""{"errors":{"host":["is not a host of this site"]}}""");
    }
}
