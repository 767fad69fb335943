namespace Conduit.Lab.Map.Load;

/// <summary>When the next request is sent.</summary>
internal enum LoadKind
{
    /// <summary>At a fixed rate, whether or not the servers keep up, as independent users do.</summary>
    Open,

    /// <summary>When a client has the response to its last one, so that slow servers get fewer requests.</summary>
    Closed,
}

/// <summary>The shares of the kinds of requests.</summary>
/// <param name="Read">Lists, articles, comments and profiles of the API.</param>
/// <param name="Write">Favourites, comments and articles.</param>
/// <param name="Feed">The feed of a signed-in user.</param>
/// <param name="Page">Pages of the site.</param>
internal sealed record LoadMix(int Read, int Write, int Feed, int Page);

/// <summary>A load.</summary>
/// <param name="Kind">Open or closed.</param>
/// <param name="Rate">Requests a second of an open load.</param>
/// <param name="Clients">Clients of a closed load.</param>
/// <param name="Mix">The shares of the kinds of requests.</param>
/// <param name="Seconds">When it ends by itself; null: when no page renews it any more.</param>
internal sealed record LoadOptions(LoadKind Kind, int Rate, int Clients, LoadMix Mix, int? Seconds);
