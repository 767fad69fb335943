namespace Conduit.ApiService.Users;

internal sealed record RegisterRequest(RegisterRequest.Body? User)
{
    internal sealed record Body(string? Username, string? Email, string? Password);
}

internal sealed record LoginRequest(LoginRequest.Body? User)
{
    internal sealed record Body(string? Email, string? Password);
}
