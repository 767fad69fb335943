namespace Conduit.ApiService.Profiles;

internal sealed record ProfileResponse(ProfileBody Profile);

internal sealed record ProfileBody(string Username, string? Bio, string? Image, bool Following);
