namespace Conduit.ApiService.Notifications;

internal static class NotificationsExtensions
{
    public static void AddNotifications(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<UnreadCounts>().AddHostedService(services => services.GetRequiredService<UnreadCounts>());
}
