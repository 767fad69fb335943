using Conduit.ApiService.Profiles;

namespace Conduit.ApiService.Notifications;

internal sealed record NotificationsResponse(IEnumerable<NotificationBody> Notifications, int UnreadCount);

/// <summary>
/// Something that others did to the caller or to an article of the caller; the same deed by several users is one. The actor is the latest.
/// </summary>
internal sealed record NotificationBody(
    long Id,
    string Kind,
    DateTime CreatedAt,
    bool Read,
    ProfileBody Actor,
    IEnumerable<ProfileBody> Actors,
    int ActorsCount,
    NotifiedArticle? Article);

internal sealed record NotifiedArticle(string Slug, string Title);

/// <summary>How many are unread: all who did the same count as one.</summary>
internal sealed record UnreadResponse(int UnreadCount);
