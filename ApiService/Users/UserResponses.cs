using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Users;

internal sealed record UserResponse(UserBody User)
{
    public static UserResponse Of(Caller user, string token) => new(new UserBody(user.Email, token, user.Username, user.Bio, user.Image));
}

internal sealed record UserBody(string Email, string Token, string Username, string? Bio, [property: Picture] string? Image);
