using Conduit.Data.Accounts;
using Conduit.Data.Articles;

namespace Conduit.ApiService.Users;

internal sealed record UserResponse(UserBody User)
{
    public static UserResponse Of(Account account, Profile? profile, string token) =>
        new(new UserBody(account.Email, token, account.Username, profile?.Bio, profile?.Image));
}

internal sealed record UserBody(string Email, string Token, string Username, string? Bio, string? Image);

internal sealed record ProfileBody(string Username, string? Bio, string? Image, bool Following);
