using System.Net.Http.Headers;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using HeaderNames = Microsoft.Net.Http.Headers.HeaderNames;

namespace Conduit.WebFrontend.Caching;

/// <summary>
/// Sends a cache in front the dependencies of a page: those of all API responses that it is rendered from. A page for a signed-in user, one
/// with a form of its own, and one for which the API failed have none, and are not stored.
/// </summary>
internal static class PageDependencies
{
    /// <summary>Comes after authentication.</summary>
    public static void UsePageDependencies(this WebApplication app)
    {
        var peerKey = app.Services.GetRequiredService<PeerKey>();
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (!HttpMethods.IsGet(request.Method) || context.User.Identity is { IsAuthenticated: true }) return next(context);
            if (!Surrogate.ShouldSendDependencies(request, peerKey)) return next(context);

            context.Features.Set(new DependencySet());
            context.Response.OnStarting(() =>
            {
                Send(context);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>The dependencies that an API response names; null when it names none.</summary>
    public static IReadOnlyList<Dependency>? Read(HttpResponseHeaders headers) =>
        headers.TryGetValues(Surrogate.KeyHeader, out var key) && headers.TryGetValues(Surrogate.VersionsHeader, out var versions)
            ? Surrogate.Read(key.First(), versions.First())
            : null;

    /// <summary>Adds the dependencies of an API response to those of the page that is being rendered.</summary>
    public static void Add(HttpContext? context, IReadOnlyList<Dependency>? dependencies)
    {
        if (context?.Features.Get<DependencySet>() is not { } page) return;
        if (dependencies is null) page.AddUnknown();
        foreach (var dependency in dependencies ?? []) page.Add(dependency);
    }

    /// <summary>Whether a cache in front may store the page; decided when the first byte of the body is written.</summary>
    public static bool AreSent(HttpContext context) => Find(context) is not null;

    private static void Send(HttpContext context)
    {
        if (Find(context) is not var (key, dependencies)) return;
        context.Response.Headers[Surrogate.KeyHeader] = key;
        context.Response.Headers[Surrogate.VersionsHeader] = Surrogate.FormatVersions(dependencies);
    }

    private static (string Key, IReadOnlyList<Dependency> Dependencies)? Find(HttpContext context)
    {
        var response = context.Response;
        var isStorable = response.StatusCode == StatusCodes.Status200OK
            && !response.Headers.ContainsKey(HeaderNames.SetCookie)
            && !response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.Ordinal);
        return isStorable && context.Features.Get<DependencySet>()?.All is { Count: > 0 } dependencies
            && Surrogate.Key(dependencies) is { } key
            ? (key, dependencies)
            : null;
    }
}
