using Conduit.ApiService.Auth;
using Conduit.ApiService.Caching;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Idempotency;
using Conduit.ApiService.Limits;
using Conduit.ApiService.Users;
using Conduit.Data;
using Conduit.Data.Follows;
using Conduit.Data.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Routing;
using Conduit.Data.Shards;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Profiles;

internal static class ProfileEndpoints
{
    public static void MapProfiles(this RouteGroupBuilder api)
    {
        var profiles = api.MapGroup("/profiles/{username}").WithTags("Profile");
        profiles.MapGet("", GetAsync)
            .WithName("GetProfileByUsername")
            .WithSummary("What others see of a user")
            .CachesResponses()
            .ProducesErrors(401, 404, 422);
        profiles.MapPost("/follow", FollowAsync)
            .WithName("FollowUserByUsername")
            .WithSummary("Follow a user")
            .RequireAuthorization()
            .TakesKey()
            .RequireQuota("follows", limits => limits.FollowsPerHour)
            .ProducesErrors(401, 404, 422);
        profiles.MapDelete("/follow", UnfollowAsync)
            .WithName("UnfollowUserByUsername")
            .WithSummary("Follow a user no longer")
            .RequireAuthorization()
            .ProducesErrors(401, 404, 422);
    }

    private static async Task<Results<Ok<ProfileResponse>, Error>> GetAsync(
        string username, Caller? caller, [AsParameters] ProfileServices services, CancellationToken cancellationToken)
    {
        if (await FindAsync(username, services, cancellationToken) is not { } account) return Error.ProfileNotFound;
        var following = caller is not null && await services.Databases.Shards
            .Of(caller.Id)
            .ReadAsync(ProfileQueries.Follows(caller.Id, account.Id), cancellationToken);
        return TypedResults.Ok(ToResponse(account, following));
    }

    private static async Task<Results<Ok<ProfileResponse>, Error>> FollowAsync(
        string username, Caller caller, HttpContext http, [AsParameters] ProfileServices services, CancellationToken cancellationToken)
    {
        var check = new Validation();
        var key = services.Keys.Read(http, caller.Id, check);
        if (check.Error is { } error) return error;
        if (await FindAsync(username, services, cancellationToken) is not { } author) return Error.ProfileNotFound;

        var own = services.Databases.Shards.Of(caller.Id);
        var followed = await key.ExecuteOnceAsync(
            own.Database,
            () => SwitchAsync(caller, author, true, key, services),
            async _ => ToResponse(author, await EnsureAsync(own, caller.Id, author.Id, services)));
        return followed.Error is { } used ? used : TypedResults.Ok(followed.Value);
    }

    private static async Task<Results<Ok<ProfileResponse>, Error>> UnfollowAsync(
        string username, Caller caller, [AsParameters] ProfileServices services, CancellationToken cancellationToken) =>
        await FindAsync(username, services, cancellationToken) is { } author
            ? TypedResults.Ok(await SwitchAsync(caller, author, false, key: null, services))
            : Error.ProfileNotFound;

    private static async Task<ProfileResponse?> SwitchAsync(
        Caller caller, AccountRow author, bool isOn, RequestKey? key, ProfileServices services)
    {
        var (own, other) = (services.Databases.Shards.Of(caller.Id).Database, services.Databases.Shards.Of(author.Id).Database);
        await own.WriteAsync(
            FollowRows.Switch(caller.Id, author.Id, isOn, key),
            other,
            version => FollowRows.Ensure(new FollowEnsured(caller.Id, author.Id, isOn, version)),
            Tags.Following(caller.Id));
        services.Notifier.Ring(own.Primary);
        return ToResponse(author, isOn);
    }

    // The first attempt of a repeated request may have failed between its two writes.
    private static async Task<bool> EnsureAsync(Shard own, long user, long author, ProfileServices services)
    {
        if (await own.ReadAsync(FollowRows.Find(user, author), CancellationToken.None) is not { } follow) return false;
        await services.Databases.Shards.Of(author).WriteAsync(FollowRows.Ensure(follow));
        return follow.IsOn;
    }

    private static async Task<AccountRow?> FindAsync(string username, ProfileServices services, CancellationToken cancellationToken) =>
        UserRules.CanBeUsername(username)
            ? await services.Databases.Accounts.ReadAsync(AccountQueries.ByName(username), cancellationToken)
            : null;

    private static ProfileResponse ToResponse(AccountRow account, bool following) =>
        new(new ProfileBody(account.Username, account.Bio, account.Image, following));
}

internal sealed record ProfileServices(Databases Databases, JobNotifier Notifier, RequestKeys Keys);
