using Conduit.ApiService.Security;

namespace Conduit.ApiService.Users.Sessions;

internal static class SessionsExtensions
{
    public static void AddSessions(this IHostApplicationBuilder builder) => builder.Services
        .AddSingleton<NewSessions>()
        .AddSingleton<SessionValidator>()
        .AddSingleton<SecurityEvents>()
        .AddSingleton<SignInThrottle>()
        .AddSingleton<SessionActivity>()
        .AddHostedService(services => services.GetRequiredService<SessionActivity>());

    /// <summary>Finds the token's account, then authorizes.</summary>
    public static void UseCallers(this WebApplication app)
    {
        app.UseMiddleware<CallerMiddleware>();
        app.UseAuthorization();
    }
}
