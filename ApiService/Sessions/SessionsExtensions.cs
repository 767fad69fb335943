using Conduit.ApiService.Security;

namespace Conduit.ApiService.Sessions;

internal static class SessionsExtensions
{
    public static void AddSessions(this IHostApplicationBuilder builder) => builder.Services
        .AddSingleton<NewSessions>()
        .AddSingleton<SessionValidator>()
        .AddSingleton<SecurityEvents>()
        .AddSingleton<SignInThrottle>()
        .AddSingleton<SessionActivity>()
        .AddHostedService(services => services.GetRequiredService<SessionActivity>());
}
