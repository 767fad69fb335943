using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Security;
using Conduit.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Users.Sessions;

internal static class SessionEndpoints
{
    public static void AddSessions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NewSessions>().AddSingleton<SessionValidator>().AddSingleton<SessionActivity>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SessionActivity>());
        builder.Services.AddSingleton<SecurityEvents>().AddSingleton<SignInThrottle>();
    }

    /// <summary>Finds the token's account, then authorizes.</summary>
    public static void UseCallers(this WebApplication app)
    {
        app.UseMiddleware<CallerMiddleware>();
        app.UseAuthorization();
    }

    public static void MapSessions(this RouteGroupBuilder api)
    {
        var user = api.MapGroup("/user").WithTags("User and Authentication").RequireAuthorization();
        user.MapDelete("/session", EndOwnAsync)
            .WithName("DeleteCurrentSession")
            .WithSummary("Sign out: the request's token is invalid from then on")
            .ProducesErrors(401);
        user.MapGet("/sessions", ListAsync)
            .WithName("GetSessions")
            .WithSummary("The sign-ins of the signed-in user, newest first")
            .ProducesErrors(401);
        user.MapDelete("/sessions/{id:long}", EndAsync)
            .WithName("DeleteSession")
            .WithSummary("End another sign-in")
            .ProducesErrors(401, 404);
        user.MapDelete("/sessions", EndAllAsync)
            .WithName("DeleteSessions")
            .WithSummary("Sign out everywhere")
            .ProducesErrors(401);
    }

    private static async Task<Ok<SessionsResponse>> ListAsync(Caller caller, Databases databases, CancellationToken cancellationToken)
    {
        var sessions = await databases.Accounts.ReadAsync(SessionQueries.OfAccount(caller.Id), cancellationToken);
        return TypedResults.Ok(
            new SessionsResponse(sessions.Select(session => SessionBody.Of(session, isCurrent: session.Id == caller.Session))));
    }

    private static Task<Results<NoContent, Error>> EndOwnAsync(
        Caller caller, HttpContext http, Databases databases, SecurityEvents events) =>
        // A token from before the introduction of sessions cannot be ended alone.
        caller.Session is { } session
            ? EndAsync(session, caller, http, databases, events)
            : EndAllAsync(caller, http, databases, events);

    private static async Task<Results<NoContent, Error>> EndAsync(
        long id, Caller caller, HttpContext http, Databases databases, SecurityEvents events)
    {
        if (await databases.Accounts.WriteAsync(SessionQueries.End(caller.Id, id)) == 0) return Error.SessionNotFound;
        events.SessionsEnded(caller.Id, 1, http.Connection.RemoteIpAddress?.ToString());
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, Error>> EndAllAsync(
        Caller caller, HttpContext http, Databases databases, SecurityEvents events)
    {
        var ended = await databases.Accounts.WriteAsync(SessionQueries.EndAll(caller.Id));
        events.SessionsEnded(caller.Id, ended, http.Connection.RemoteIpAddress?.ToString());
        return TypedResults.NoContent();
    }
}

internal sealed record SessionsResponse(IEnumerable<SessionBody> Sessions);

/// <summary>Its id is text: a JavaScript number would round it.</summary>
internal sealed record SessionBody(string Id, DateTime CreatedAt, DateTime LastSeenAt, string? UserAgent, string? Address, bool Current)
{
    public static SessionBody Of(ListedSession session, bool isCurrent) => new(
        session.Id.ToString(CultureInfo.InvariantCulture),
        session.CreatedAt,
        session.LastSeenAt,
        session.UserAgent,
        session.Address,
        isCurrent);
}
