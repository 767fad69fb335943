using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Conduit.ApiService.Contract;

namespace Conduit.ApiService.Users;

internal sealed record RegisterRequest(NewUser? User) : IValidated
{
    public void Validate(Validation validation)
    {
        validation.Username(User?.Username);
        validation.Email(User?.Email);
        validation.Password(User?.Password);
    }
}

internal sealed record NewUser(
    [property: MaxLength(UserRules.MaxUsername)] string? Username,
    [property: MaxLength(UserRules.MaxEmail)] string? Email,
    [property: DataType(DataType.Password), MinLength(UserRules.MinPassword), MaxLength(UserRules.MaxPassword)] string? Password);

internal sealed record LoginRequest(LoginUser? User) : IValidated
{
    public void Validate(Validation validation)
    {
        validation.KnownEmail(User?.Email);
        validation.RequirePresent("password", User?.Password);
    }
}

internal sealed record LoginUser(
    [property: MaxLength(UserRules.MaxEmail)] string? Email,
    [property: DataType(DataType.Password)] string? Password);

internal sealed record UpdateUserRequest(UpdateUser? User) : IValidated
{
    public void Validate(Validation validation)
    {
        if (User is null) validation.AddError("user", Validation.Blank);
        else User.Validate(validation);
    }
}

/// <summary>An absent property stays unchanged. Null clears bio and image and is refused for the others.</summary>
// So each property has a flag that says whether it was sent.
internal sealed record UpdateUser
{
    [MaxLength(UserRules.MaxUsername)]
    public string? Username { get; init { field = value; HasUsername = true; } }

    [MaxLength(UserRules.MaxEmail)]
    public string? Email { get; init { field = value; HasEmail = true; } }

    [DataType(DataType.Password), MinLength(UserRules.MinPassword), MaxLength(UserRules.MaxPassword)]
    public string? Password { get; init { field = value; HasPassword = true; } }

    /// <summary>Optional, and not part of the RealWorld contract; a wrong one is refused.</summary>
    [DataType(DataType.Password), MaxLength(UserRules.MaxPassword)]
    public string? CurrentPassword { get; init; }

    [ClearedByNull, MaxLength(UserRules.MaxBio)]
    public string? Bio { get; init { field = UserRules.NullIfBlank(value); HasBio = true; } }

    [ClearedByNull, MaxLength(UserRules.MaxImage)]
    public string? Image { get; init { field = UserRules.NullIfBlank(value); HasImage = true; } }

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

    public void Validate(Validation validation)
    {
        if (HasUsername) validation.Username(Username);
        if (HasEmail) validation.Email(Email);
        if (HasPassword) validation.Password(Password);
        if (Bio is not null) validation.RequireMultiLine("bio", Bio, UserRules.MaxBio);
        if (Image is not null) validation.RequireSingleLine("image", Image, UserRules.MaxImage);
    }
}
