using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.Net.Http.Headers;

namespace Conduit.WebFrontend.Caching;

/// <summary>
/// Tells a cache in front what a page depends on: all that the API's answers do that it is made of. A page for somebody, one with a form of its own, and one for which the API
/// failed tell nothing, and are not kept.
/// </summary>
internal static class PageDependencies
{
    /// <summary>Comes after all that finds out who the visitor is.</summary>
    public static void UsePageDependencies(this WebApplication app)
    {
        var peers = app.Services.GetRequiredService<PeerKey>();
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (!request.Headers.ContainsKey(Surrogate.CapabilityHeader) || !HttpMethods.IsGet(request.Method)) return next(context);
            if (context.User.Identity is { IsAuthenticated: true } || !peers.IsSentBy(request)) return next(context);

            context.Features.Set(new DependencySet());
            context.Response.OnStarting(() =>
            {
                Tell(context);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>Adds what an answer of the API depends on to the page that is being made.</summary>
    public static void AddToPage(this HttpResponseMessage answer, HttpContext? context)
    {
        if (context?.Features.Get<DependencySet>() is not { } page) return;
        var headers = answer.Headers;
        if (headers.TryGetValues(Surrogate.KeyHeader, out var key) && headers.TryGetValues(Surrogate.StampsHeader, out var stamps) && Surrogate.Read(key.First(), stamps.First()) is { } on)
            foreach (var one in on) page.Add(one);
        else page.AddUnknown();
    }

    /// <summary>Whether a cache in front may keep the answer; known when the first of it is written.</summary>
    public static bool AreTold(HttpContext context) => Find(context) is not null;

    private static void Tell(HttpContext context)
    {
        if (Find(context) is not var (key, on)) return;
        context.Response.Headers[Surrogate.KeyHeader] = key;
        context.Response.Headers[Surrogate.StampsHeader] = Surrogate.Stamps(on);
    }

    private static (string Key, IReadOnlyList<Dependency> On)? Find(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode != StatusCodes.Status200OK || response.Headers.ContainsKey(HeaderNames.SetCookie) || response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.Ordinal)) return null;
        return context.Features.Get<DependencySet>()?.All is { Count: > 0 } on && Surrogate.Key(on) is { } key ? (key, on) : null;
    }
}
