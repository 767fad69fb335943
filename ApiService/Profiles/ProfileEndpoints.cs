using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Users;
using Conduit.Data;
using Conduit.Data.Follows;
using Conduit.Data.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Profiles;

internal static class ProfileEndpoints
{
    public static void MapProfiles(this RouteGroupBuilder api)
    {
        var profiles = api.MapGroup("/profiles/{username}").WithTags("Profile");
        profiles.MapGet("", GetAsync).WithName("GetProfileByUsername").WithSummary("What others see of a user").Fails(401, 404, 422);
        profiles.MapPost("/follow", FollowAsync).WithName("FollowUserByUsername").WithSummary("Follow a user").RequireAuthorization().Fails(401, 404, 422);
        profiles.MapDelete("/follow", UnfollowAsync).WithName("UnfollowUserByUsername").WithSummary("Follow a user no longer").RequireAuthorization().Fails(401, 404, 422);
    }

    private static async Task<Results<Ok<ProfileResponse>, Error>> GetAsync(string username, Caller? caller, [AsParameters] ProfileServices services, CancellationToken cancel)
    {
        if (await FindAsync(username, services, cancel) is not { } account) return Error.ProfileNotFound;
        var following = caller is not null && await services.Databases.Shards.Of(caller.Id).ReadAsync(ProfileQueries.Follows(caller.Id, account.Id), cancel);
        return TypedResults.Ok(Answer(account, following));
    }

    private static Task<Results<Ok<ProfileResponse>, Error>> FollowAsync(string username, Caller caller, [AsParameters] ProfileServices services, CancellationToken cancel) =>
        SwitchAsync(username, caller, true, services, cancel);

    private static Task<Results<Ok<ProfileResponse>, Error>> UnfollowAsync(string username, Caller caller, [AsParameters] ProfileServices services, CancellationToken cancel) =>
        SwitchAsync(username, caller, false, services, cancel);

    private static async Task<Results<Ok<ProfileResponse>, Error>> SwitchAsync(string username, Caller caller, bool on, ProfileServices services, CancellationToken cancel)
    {
        if (await FindAsync(username, services, cancel) is not { } author) return Error.ProfileNotFound;

        var (own, other) = (services.Databases.Shards.Of(caller.Id).Database, services.Databases.Shards.Of(author.Id).Database);
        await own.WriteAsync(
            FollowRows.Switch(caller.Id, author.Id, on),
            other,
            version => FollowRows.Ensure(new FollowEnsured(caller.Id, author.Id, on, version)));
        return TypedResults.Ok(Answer(author, on));
    }

    private static async Task<AccountRow?> FindAsync(string username, ProfileServices services, CancellationToken cancel) =>
        UserRules.CanBeUsername(username) ? await services.Databases.Accounts.ReadAsync(AccountQueries.ByName(username), cancel) : null;

    private static ProfileResponse Answer(AccountRow account, bool following) => new(new ProfileBody(account.Username, account.Bio, account.Image, following));
}

internal sealed record ProfileServices(Databases Databases);
