using Conduit.ApiService.Profiles;

namespace Conduit.ApiService.Notifications;

internal sealed record NotificationsResponse(IEnumerable<NotificationBody> Notifications);

/// <summary>What another user, the actor, did to an article of the caller.</summary>
internal sealed record NotificationBody(long Id, string Kind, DateTime CreatedAt, bool Read, ProfileBody Actor, NotifiedArticle Article);

internal sealed record NotifiedArticle(string Slug, string Title);
