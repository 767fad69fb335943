using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.ApiService.Users;

namespace Conduit.ApiService.Profiles;

internal sealed record ProfileResponse(ProfileBody Profile)
{
    public static ProfileResponse Of(AccountRow account, bool following) => new(ProfileBody.Of(account, following));
}

internal sealed record ProfileBody(string Username, string? Bio, [property: Picture] string? Image, bool Following)
{
    public static ProfileBody Of(Caller caller) => new(caller.Username, caller.Bio, caller.Image, Following: false);

    public static ProfileBody Of(AccountRow account, bool following = false) =>
        new(account.Username, account.Bio, account.Image, following);
}
