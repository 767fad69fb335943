using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Security;
using Conduit.Data;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Users.Sessions;

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var user = api.MapGroup("/user")
            .WithTags("User and Authentication")
            .RequireAuthorization()
            .ProducesErrors(401);
        user.MapDelete("/session", EndOwnAsync)
            .WithName("DeleteCurrentSession")
            .WithSummary("Sign out: end the session of the request's token");
        user.MapGet("/sessions", ListAsync)
            .WithName("GetSessions")
            .WithSummary("List the sessions of the user, newest first");
        user.MapDelete("/sessions/{id:long}", EndAsync)
            .WithName("DeleteSession")
            .WithSummary("End a session")
            .ProducesErrors(404);
        user.MapDelete("/sessions", EndAllAsync)
            .WithName("DeleteSessions")
            .WithSummary("Sign out everywhere");
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

/// <summary>A session. Its id is text, because a JavaScript number would round it.</summary>
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
