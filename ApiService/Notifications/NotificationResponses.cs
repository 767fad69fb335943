using Conduit.ApiService.Profiles;

namespace Conduit.ApiService.Notifications;

internal sealed record NotificationsResponse(IEnumerable<NotificationBody> Notifications, int UnreadCount);

/// <summary>An action of other users that concerns the user or an article of the user. The actor is the latest of its actors.</summary>
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

/// <summary>The number of unread notifications.</summary>
internal sealed record UnreadResponse(int UnreadCount);
