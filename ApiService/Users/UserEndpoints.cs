using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Users;

internal static class UserEndpoints
{
    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordOptions>().BindConfiguration(PasswordOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Passwords>().AddScoped<Registration>();
    }

    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("").WithTags("User and Authentication");
        users.MapPost("/users", RegisterAsync).WithSummary("Register a new user").AllowAnonymous();
        users.MapPost("/users/login", LoginAsync).WithSummary("Sign in").AllowAnonymous();
        users.MapGet("/user", GetAsync).WithSummary("The signed-in user").RequireAuthorization();
    }

    private static async Task<Results<Created<UserResponse>, Error>> RegisterAsync(RegisterRequest request, [AsParameters] UserServices services, CancellationToken cancel)
    {
        var check = new Validation();
        var username = check.Username(request.User?.Username);
        var email = check.Email(request.User?.Email);
        var password = check.Password(request.User?.Password);
        if (check.Error is { } error) return error;

        var hash = services.Passwords.HashAsync(password, cancel);
        var id = services.Registration.NewUserIdAsync(cancel);
        await Task.WhenAll(hash, id);
        var account = new Account
        {
            Id = await id,
            Username = username,
            UsernameKey = Account.KeyOf(username),
            Email = email,
            EmailKey = Account.KeyOf(email),
            PasswordHash = await hash,
        };
        if (!await services.Registration.TryAddAsync(account, cancel)) return Error.Taken(await services.Accounts.FindTakenAsync(account));

        return TypedResults.Created("/api/user", UserResponse.Of(account, profile: null, services.Tokens.Make(account)));
    }

    private static async Task<Results<Ok<UserResponse>, Error>> LoginAsync(LoginRequest request, [AsParameters] UserServices services, CancellationToken cancel)
    {
        var check = new Validation();
        var email = check.KnownEmail(request.User?.Email);
        var password = check.Present("password", request.User?.Password);
        if (check.Error is { } error) return error;

        var account = await services.Accounts.FindByEmailAsync(email);
        if (!await services.Passwords.VerifyAsync(account, password, cancel)) return Error.CredentialsInvalid;

        var profile = await services.Shards.Of(account!.Id).Read().FindProfileAsync(account.Id);
        return TypedResults.Ok(UserResponse.Of(account, profile, services.Tokens.Make(account)));
    }

    private static async Task<Ok<UserResponse>> GetAsync(Caller caller, HttpRequest request, [AsParameters] UserServices services)
    {
        var profile = await services.Shards.Of(caller.Id).Read().FindProfileAsync(caller.Id);
        return TypedResults.Ok(UserResponse.Of(caller.Account, profile, TokenHeader.Read(request)!));
    }
}
