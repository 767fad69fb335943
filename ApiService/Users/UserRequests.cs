using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Users;

internal sealed record RegisterRequest(NewUser? User);

internal sealed record NewUser(
    [property: MaxLength(UserRules.MaxUsername)] string? Username,
    [property: MaxLength(UserRules.MaxEmail)] string? Email,
    [property: DataType(DataType.Password), MinLength(UserRules.MinPassword), MaxLength(UserRules.MaxPassword)] string? Password);

internal sealed record LoginRequest(LoginUser? User);

internal sealed record LoginUser(
    [property: MaxLength(UserRules.MaxEmail)] string? Email,
    [property: DataType(DataType.Password)] string? Password);

internal sealed record UpdateUserRequest(UpdateUser? User);

/// <summary>A property that is absent stays; of those that are null, bio and image are emptied and the others refused.</summary>
// So each property has a flag that says whether it was sent.
internal sealed record UpdateUser
{
    [MaxLength(UserRules.MaxUsername)]
    public string? Username { get; init { field = value; HasUsername = true; } }

    [MaxLength(UserRules.MaxEmail)]
    public string? Email { get; init { field = value; HasEmail = true; } }

    [DataType(DataType.Password), MinLength(UserRules.MinPassword), MaxLength(UserRules.MaxPassword)]
    public string? Password { get; init { field = value; HasPassword = true; } }

    /// <summary>Optional, and not part of the RealWorld contract: when it is sent it must be right.</summary>
    [DataType(DataType.Password), MaxLength(UserRules.MaxPassword)]
    public string? CurrentPassword { get; init; }

    [ClearedByNull, MaxLength(UserRules.MaxBio)]
    public string? Bio { get; init { field = value; HasBio = true; } }

    [ClearedByNull, MaxLength(UserRules.MaxImage)]
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
