using System.Text.Json.Serialization;

namespace Conduit.ApiService.Users;

internal sealed record RegisterRequest(NewUser? User);

internal sealed record NewUser(string? Username, string? Email, string? Password);

internal sealed record LoginRequest(LoginUser? User);

internal sealed record LoginUser(string? Email, string? Password);

internal sealed record UpdateUserRequest(UpdateUser? User);

/// <summary>A property that is absent stays; one that is null does not. So each remembers that it was sent.</summary>
internal sealed record UpdateUser
{
    public string? Username { get; init { field = value; HasUsername = true; } }

    public string? Email { get; init { field = value; HasEmail = true; } }

    public string? Password { get; init { field = value; HasPassword = true; } }

    public string? Bio { get; init { field = value; HasBio = true; } }

    public string? Image { get; init { field = value; HasImage = true; } }

    [JsonIgnore]
    public bool HasUsername { get; private init; }

    [JsonIgnore]
    public bool HasEmail { get; private init; }

    [JsonIgnore]
    public bool HasPassword { get; private init; }

    [JsonIgnore]
    public bool HasBio { get; private init; }

    [JsonIgnore]
    public bool HasImage { get; private init; }
}
