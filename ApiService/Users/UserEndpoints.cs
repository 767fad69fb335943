using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Users;

internal static class UserEndpoints
{
    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordOptions>().BindConfiguration(PasswordOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Passwords>().AddSingleton<Accounts>();
    }

    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("").WithTags("User and Authentication");
        users.MapPost("/users", RegisterAsync).WithName("CreateUser").WithSummary("Register a new user").AllowAnonymous()
            .RequireRateLimiting(RateLimits.SignIn).TakesKey().Fails(409, 422);
        users.MapPost("/users/login", LoginAsync).WithName("Login").WithSummary("Sign in").AllowAnonymous().RequireRateLimiting(RateLimits.SignIn).Fails(401, 422);
        users.MapGet("/user", Get).WithName("GetCurrentUser").WithSummary("The signed-in user").RequireAuthorization().Fails(401, 422);
        users.MapPut("/user", UpdateAsync).WithName("UpdateCurrentUser").WithSummary("Change the signed-in user").RequireAuthorization().Fails(401, 409, 422);
    }

    private static async Task<Results<Created<UserResponse>, Error>> RegisterAsync(
        RegisterRequest request, HttpContext http, [AsParameters] UserServices services, CancellationToken cancel)
    {
        var check = new Validation();
        var username = check.Username(request.User?.Username);
        var email = check.Email(request.User?.Email);
        var password = check.Password(request.User?.Password);
        var key = services.Keys.Read(http, Caller.Nobody, request, check);
        if (check.Error is { } error) return error;

        var hash = services.Passwords.HashAsync(password, cancel);
        var id = services.Accounts.NewIdAsync(cancel);
        await Task.WhenAll(hash, id);
        var account = await key.OnceAsync(
            services.Databases.Accounts,
            async () => await services.Accounts.AddAsync(await id, username, email, await hash, key),
            AccountQueries.ById);
        if (account.Error is { } used) return used;
        return account.Value is { } added
            ? TypedResults.Created("/api/user", Answer(added, services.Tokens))
            : await services.Accounts.TakenAsync(username, email, Caller.Nobody);
    }

    private static async Task<Results<Ok<UserResponse>, Error>> LoginAsync(LoginRequest request, [AsParameters] UserServices services, CancellationToken cancel)
    {
        var check = new Validation();
        var email = check.KnownEmail(request.User?.Email);
        var password = check.Present("password", request.User?.Password);
        if (check.Error is { } error) return error;

        var account = await services.Databases.Accounts.ReadAsync(AccountQueries.ByEmail(email), cancel);
        return await services.Passwords.VerifyAsync(account?.PasswordHash, password, cancel)
            ? TypedResults.Ok(Answer(account!.Account, services.Tokens))
            : Error.CredentialsInvalid;
    }

    private static Ok<UserResponse> Get(Caller caller, HttpRequest request) => TypedResults.Ok(UserResponse.Of(caller, TokenHeader.Read(request)!));

    private static async Task<Results<Ok<UserResponse>, Error>> UpdateAsync(
        UpdateUserRequest request, Caller caller, HttpRequest http, [AsParameters] UserServices services, CancellationToken cancel)
    {
        var check = new Validation();
        if (Read(request, check) is not { } user) return check.Error!;

        var hash = user.HasPassword ? await services.Passwords.HashAsync(user.Password!, cancel) : null;
        var account = await services.Accounts.UpdateAsync(caller.Id, user, hash);
        if (account is null) return await services.Accounts.TakenAsync(user.Username, user.Email, caller.Id);
        // The old token goes on unless the password is another one.
        return TypedResults.Ok(hash is null ? UserResponse.Of(account.ToCaller(), TokenHeader.Read(http)!) : Answer(account, services.Tokens));
    }

    private static UpdateUser? Read(UpdateUserRequest request, Validation check)
    {
        if (request.User is not { } user)
        {
            check.Refuse("user", Validation.Blank);
            return null;
        }

        if (user.HasUsername) check.Username(user.Username);
        if (user.HasEmail) check.Email(user.Email);
        if (user.HasPassword) check.Password(user.Password);
        if (user.HasBio) user = user with { Bio = check.Bio(user.Bio) };
        if (user.HasImage) user = user with { Image = check.Image(user.Image) };
        return check.Error is null ? user : null;
    }

    private static UserResponse Answer(AccountRow account, Tokens tokens) => UserResponse.Of(account.ToCaller(), tokens.Make(account.Id, account.TokenVersion));
}
