using System.Globalization;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.ApiService.Security;
using Conduit.ApiService.Users.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Conduit.ApiService.Users;

internal static class UserEndpoints
{
    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.AddPasswords();
        builder.Services.AddSingleton<Accounts>().AddSingleton<UsernameNormalizer>();
    }

    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("").WithTags("User and Authentication");
        users.MapPost("/users", RegisterAsync)
            .WithName("CreateUser")
            .WithSummary("Register a new user")
            .AllowAnonymous()
            .RequireRateLimiting(RateLimits.SignIn)
            .TakesKey()
            .ProducesErrors(409, 422);
        users.MapPost("/users/login", LoginAsync)
            .WithName("Login")
            .WithSummary("Sign in")
            .AllowAnonymous()
            .RequireRateLimiting(RateLimits.SignIn)
            .ProducesErrors(401, 422);
        users.MapGet("/user", Get)
            .WithName("GetCurrentUser")
            .WithSummary("The signed-in user")
            .RequireAuthorization()
            .ProducesErrors(401, 422);
        users.MapPut("/user", UpdateAsync)
            .WithName("UpdateCurrentUser")
            .WithSummary("Change the signed-in user")
            .RequireAuthorization()
            .ProducesErrors(401, 409, 422);
    }

    private static async Task<Results<Created<UserResponse>, Error>> RegisterAsync(
        RegisterRequest request, HttpContext http, [AsParameters] UserServices services, CancellationToken cancellationToken)
    {
        var check = new Validation();
        var username = check.Username(await services.Usernames.NormalizeAsync(request.User?.Username, cancellationToken));
        var email = check.Email(request.User?.Email);
        var password = check.Password(request.User?.Password);
        var key = services.Keys.Read(http, Caller.Anonymous, request, check);
        if (check.Error is { } error) return error;

        var hash = services.Passwords.HashAsync(password, cancellationToken);
        var id = services.Accounts.NewIdAsync(cancellationToken);
        await Task.WhenAll(hash, id);
        var begun = services.Sessions.Of(http);
        var session = await key.ExecuteOnceAsync(
            services.Databases.Accounts,
            async () => await services.Accounts.AddAsync(await id, username, email, await hash, begun, key) is { } account
                ? new SessionRow(begun.Id, begun.ExpiresAt, account)
                : null,
            SessionQueries.ById);
        if (session.Error is { } used) return used;
        // A repeated registration whose session has ended: the account exists, so the client has to sign in.
        if (session.IsRepeated && session.Value is null) return Error.TokenInvalid;
        if (session.Value is not { } added) return await services.Accounts.TakenAsync(username, email, Caller.Anonymous);
        if (!session.IsRepeated) services.Events.SignedIn(added.Account.Id, begun.Address);
        return TypedResults.Created("/api/user", ToResponse(added, services.Tokens));
    }

    private static async Task<Results<Ok<UserResponse>, Error>> LoginAsync(
        LoginRequest request, HttpContext http, [AsParameters] UserServices services, CancellationToken cancellationToken)
    {
        var check = new Validation();
        var email = check.KnownEmail(request.User?.Email);
        var password = check.Present("password", request.User?.Password);
        if (check.Error is { } error) return error;

        var session = services.Sessions.Of(http);
        var credentials = await services.Databases.Accounts.ReadAsync(AccountQueries.ByEmail(email, session.Address), cancellationToken);
        var attempt = SignInThrottle.KeyOf(email, credentials is { IsKnownAddress: true } ? session.Address : null);
        if (await services.Throttle.BeginAsync(attempt, cancellationToken) is { } wait)
        {
            services.Events.SignInBlocked(session.Address, wait);
            http.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Error.TooManyRequests;
        }

        var result = await services.Passwords.CheckAsync(credentials?.PasswordHash, password, cancellationToken);
        if (result == PasswordVerificationResult.Failed)
        {
            services.Events.SignInFailed(credentials?.Account.Id, session.Address);
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
        var check = new Validation();
        var username = await services.Usernames.NormalizeAsync(request.User?.Username, cancellationToken);
        if (Read(request, username, check) is not { } user) return check.Error!;
        if (user.CurrentPassword is { } current && !await IsPasswordAsync(caller, current, services, cancellationToken))
            return Error.Invalid("currentPassword", "is wrong");

        var hash = user.HasPassword ? await services.Passwords.HashAsync(user.Password!, cancellationToken) : null;
        if (await services.Accounts.UpdateAsync(caller, user, hash) is not { } changed)
            return await services.Accounts.TakenAsync(user.Username, user.Email, caller.Id);

        var session = services.Sessions.Of(http);
        if (hash is not null) services.Events.PasswordChanged(caller.Id, session.Address);
        if (changed.HasNewEmail) services.Events.EmailChanged(caller.Id, session.Address);
        if (changed.HasNewName) services.Events.NameChanged(caller.Id, session.Address);
        services.Events.SessionsEnded(caller.Id, changed.EndedSessions, session.Address);

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
        services.Events.SignedIn(account, session.Address);
        return ToResponse(begun, services.Tokens);
    }

    private static UpdateUser? Read(UpdateUserRequest request, string? username, Validation check)
    {
        if (request.User is not { } user)
        {
            check.Refuse("user", Validation.Blank);
            return null;
        }

        if (user.HasUsername) user = user with { Username = check.Username(username) };
        if (user.HasEmail) check.Email(user.Email);
        if (user.HasPassword) check.Password(user.Password);
        if (user.HasBio) user = user with { Bio = check.Bio(user.Bio) };
        if (user.HasImage) user = user with { Image = check.Image(user.Image) };
        return check.Error is null ? user : null;
    }

    private static UserResponse ToResponse(SessionRow session, Tokens tokens) =>
        UserResponse.Of(session.ToCaller(), tokens.Create(session.Account.Id, session.Id, session.ExpiresAt));
}
