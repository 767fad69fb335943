using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.ApiService.Security;
using Conduit.ApiService.Users.Sessions;
using Conduit.Data.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Conduit.ApiService.Users;

internal static class UserEndpoints
{
    public static void MapUsers(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/users")
            .WithTags("User and Authentication")
            .AllowAnonymous()
            .RequireRateLimiting(RateLimits.SignIn)
            .ProducesErrors(422);
        accounts.MapPost("", RegisterAsync)
            .WithName("CreateUser")
            .WithSummary("Register a user")
            .AcceptsIdempotencyKey()
            .ProducesErrors(409);
        accounts.MapPost("/login", LoginAsync)
            .WithName("Login")
            .WithSummary("Sign in")
            .ProducesErrors(401);

        var user = api.MapGroup("/user")
            .WithTags("User and Authentication")
            .RequireAuthorization()
            .ProducesErrors(401, 422);
        user.MapGet("", Get)
            .WithName("GetCurrentUser")
            .WithSummary("Get the signed-in user");
        user.MapPut("", UpdateAsync)
            .WithName("UpdateCurrentUser")
            .WithSummary("Update the signed-in user")
            .ProducesErrors(409);
    }

    private static async Task<Results<Created<UserResponse>, Error>> RegisterAsync(
        RegisterRequest request, HttpContext http, [AsParameters] UserServices services, CancellationToken cancellationToken)
    {
        var (username, invalid) = await services.Usernames.NormalizeAsync(request.User!.Username!, cancellationToken);
        if (invalid is not null) return invalid;
        var email = request.User.Email!;
        var hash = services.Passwords.HashAsync(request.User.Password!, cancellationToken);
        var id = services.Accounts.NewIdAsync(cancellationToken);
        await Task.WhenAll(hash, id);
        var begun = services.Sessions.Of(http);
        var key = http.IdempotencyKey();
        var session = await key.ExecuteOnceAsync(
            services.Databases.Accounts,
            async () => await services.Accounts.AddAsync(await id, username, email, await hash, begun, key) is { } account
                ? new SessionRow(begun.Id, begun.ExpiresAt, account)
                : null,
            subject => services.Databases.Accounts.ReadAsync(SessionQueries.ById(subject), CancellationToken.None));
        if (session is { Value: null, IsRepeated: false, IsKeyReused: false })
            return await services.Accounts.FindConflictErrorAsync(username, email, Caller.Anonymous);
        if (session is { Value: { } added, IsRepeated: false }) services.Events.SignedIn(added.Account.Id, begun.ClientIp);
        // The session of a repeated registration may have ended: the account exists, so the client has to sign in.
        return session.ToResponse(row => TypedResults.Created("/api/user", ToResponse(row, services.Tokens)), Error.TokenInvalid);
    }

    private static async Task<Results<Ok<UserResponse>, Error>> LoginAsync(
        LoginRequest request, HttpContext http, [AsParameters] UserServices services, CancellationToken cancellationToken)
    {
        var (email, password) = (request.User!.Email!, request.User.Password!);
        var session = services.Sessions.Of(http);
        var credentials = await services.Databases.Accounts.ReadAsync(AccountQueries.ByEmail(email, session.ClientIp), cancellationToken);
        var attempt = SignInThrottle.KeyOf(email, credentials is { IsKnownClientIp: true } ? session.ClientIp : null);
        if (await services.Throttle.BeginAsync(attempt, cancellationToken) is { } wait)
        {
            services.Events.SignInBlocked(session.ClientIp, wait);
            http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Error.TooManyRequests;
        }

        var result = await services.Passwords.CheckAsync(credentials?.PasswordHash, password, cancellationToken);
        if (result == PasswordVerificationResult.Failed)
        {
            services.Events.SignInFailed(credentials?.Account.Id, session.ClientIp);
            return Error.CredentialsInvalid;
        }

        var account = credentials!.Account.Id;
        await services.Throttle.SucceedAsync(attempt, cancellationToken);
        var begun = await BeginAsync(account, session, credentials.PasswordHash, services);
        if (begun is not null && result == PasswordVerificationResult.SuccessRehashNeeded)
        {
            var newHash = await services.Passwords.HashAsync(password, cancellationToken);
            await services.Databases.Accounts.WriteAsync(AccountQueries.Rehash(account, credentials.PasswordHash, newHash));
        }

        return begun is null ? Error.CredentialsInvalid : TypedResults.Ok(begun);
    }

    private static Ok<UserResponse> Get(Caller caller, HttpRequest request) =>
        TypedResults.Ok(UserResponse.Of(caller, TokenHeader.Read(request)!));

    private static async Task<Results<Ok<UserResponse>, Error>> UpdateAsync(
        UpdateUserRequest request,
        Caller caller,
        HttpContext http,
        [AsParameters] UserServices services,
        CancellationToken cancellationToken)
    {
        var user = request.User!;
        if (user.Username is { } typed)
        {
            var (username, invalid) = await services.Usernames.NormalizeAsync(typed, cancellationToken);
            if (invalid is not null) return invalid;
            user = user with { Username = username };
        }

        if (user.Image is { } image) user = user with { Image = services.Site.ToStored(image) };
        if (user.CurrentPassword is { } current && !await IsPasswordAsync(caller, current, services, cancellationToken))
            return Error.Invalid("currentPassword", "is wrong");

        var hash = user.HasPassword ? await services.Passwords.HashAsync(user.Password!, cancellationToken) : null;
        if (await services.Accounts.UpdateAsync(caller, user, hash) is not { } changed)
            return await services.Accounts.FindConflictErrorAsync(user.Username, user.Email, caller.Id);

        var session = services.Sessions.Of(http);
        if (hash is not null) services.Events.PasswordChanged(caller.Id, session.ClientIp);
        if (changed.HasNewEmail) services.Events.EmailChanged(caller.Id, session.ClientIp);
        if (changed.HasNewName) services.Events.NameChanged(caller.Id, session.ClientIp);
        services.Events.SessionsEnded(caller.Id, changed.EndedSessions, session.ClientIp);

        // The change has invalidated a token from before the introduction of sessions, so its owner gets a session.
        if (caller.Session is null && (hash is not null || changed.HasNewEmail)
            && await BeginAsync(caller.Id, session, hash, services) is { } begun)
        {
            return TypedResults.Ok(begun);
        }

        return TypedResults.Ok(UserResponse.Of(changed.Account.ToCaller(), TokenHeader.Read(http.Request)!));
    }

    private static async Task<bool> IsPasswordAsync(
        Caller caller, string password, UserServices services, CancellationToken cancellationToken) =>
        await services.Databases.Accounts.ReadAsync(AccountQueries.CredentialsOf(caller.Id), cancellationToken) is { } credentials
        && await services.Passwords.VerifyAsync(credentials.PasswordHash, password, cancellationToken);

    private static async Task<UserResponse?> BeginAsync(long account, NewSession session, string? hash, UserServices services)
    {
        if (await services.Databases.Accounts.WriteAsync(SessionQueries.Begin(account, session, hash)) is not { } begun) return null;
        services.Events.SignedIn(account, session.ClientIp);
        return ToResponse(begun, services.Tokens);
    }

    private static UserResponse ToResponse(SessionRow session, Tokens tokens) =>
        UserResponse.Of(session.ToCaller(), tokens.Create(session.Account.Id, session.Id, session.ExpiresAt));
}
