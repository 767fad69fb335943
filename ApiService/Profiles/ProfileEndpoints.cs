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
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.ApiService.Profiles;

internal static class ProfileEndpoints
{
    public static void MapProfiles(this RouteGroupBuilder api)
    {
        var profiles = api.MapGroup("/profiles/{username}").WithTags("Profile").ProducesErrors(401, 404, 422);
        profiles.MapGet("", GetAsync)
            .WithName("GetProfileByUsername")
            .WithSummary("Get the public profile of a user")
            .CachesResponses();

        var follows = profiles.MapGroup("/follow").RequireAuthorization();
        follows.MapPost("", FollowAsync)
            .WithName("FollowUserByUsername")
            .WithSummary("Follow a user")
            .AcceptsIdempotencyKey()
            .RequireQuota("follows", limits => limits.FollowsPerHour);
        follows.MapDelete("", UnfollowAsync)
            .WithName("UnfollowUserByUsername")
            .WithSummary("Unfollow a user");
    }

    private static async Task<Results<Ok<ProfileResponse>, Error>> GetAsync(
        string username, Caller? caller, Databases databases, CancellationToken cancellationToken)
    {
        if (await FindAsync(username, databases, cancellationToken) is not { } account) return Error.ProfileNotFound;
        var following = caller is not null
            && await databases.Shards.Of(caller.Id).ReadAsync(ProfileQueries.Follows(caller.Id, account.Id), cancellationToken);
        return TypedResults.Ok(ProfileResponse.Of(account, following));
    }

    private static async Task<Results<Ok<ProfileResponse>, Error>> FollowAsync(
        string username, Caller caller, HttpContext http, Databases databases, CancellationToken cancellationToken)
    {
        if (await FindAsync(username, databases, cancellationToken) is not { } author) return Error.ProfileNotFound;
        var key = http.IdempotencyKey();
        var followed = await key.ExecuteOnceAsync(
            databases.Shards.Of(caller.Id).Database,
            () => SwitchAsync(caller, author, true, key, databases)!,
            async _ => ProfileResponse.Of(author, await EnsureAsync(caller.Id, author.Id, databases)));
        return followed.ToResponse(profile => TypedResults.Ok(profile), Error.ProfileNotFound);
    }

    private static async Task<Results<Ok<ProfileResponse>, Error>> UnfollowAsync(
        string username, Caller caller, Databases databases, CancellationToken cancellationToken) =>
        await FindAsync(username, databases, cancellationToken) is { } author
            ? TypedResults.Ok(await SwitchAsync(caller, author, false, key: null, databases))
            : Error.ProfileNotFound;

    private static async Task<ProfileResponse> SwitchAsync(
        Caller caller, AccountRow author, bool isOn, IdempotencyKey? key, Databases databases)
    {
        await databases.Shards.Of(caller.Id).Database.WriteAsync(
            FollowRows.Switch(caller.Id, author.Id, isOn, key),
            databases.Shards.Of(author.Id).Database,
            version => FollowRows.Copy(new CopyFollow(caller.Id, author.Id, isOn, version)),
            CacheTags.Following(caller.Id));
        return ProfileResponse.Of(author, isOn);
    }

    // The first attempt of a repeated request may have failed between its two writes.
    private static async Task<bool> EnsureAsync(long user, long author, Databases databases)
    {
        var follow = await databases.Shards.Of(user).ReadAsync(FollowRows.Find(user, author), CancellationToken.None);
        if (follow is null) return false;
        await databases.Shards.Of(author).WriteAsync(FollowRows.Copy(follow));
        return follow.IsOn;
    }

    private static async Task<AccountRow?> FindAsync(string username, Databases databases, CancellationToken cancellationToken) =>
        UserRules.CanBeUsername(username)
            ? await databases.Accounts.ReadAsync(AccountQueries.ByName(username), cancellationToken)
            : null;
}
