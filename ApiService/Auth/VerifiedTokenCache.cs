using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.ApiService.Auth;

/// <summary>
/// Verifies the signature of a token once and remembers the result until the token expires: every request of a session carries the same
/// token. Whether the session still lasts is validated at each request, after this.
/// </summary>
internal sealed class VerifiedTokenCache : JsonWebTokenHandler, IDisposable
{
    private const int MaxTokens = 10_000;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = MaxTokens });

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (_verified.TryGetValue(token, out TokenValidationResult? known)) return known!;
        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (result.IsValid)
        {
            _verified.Set(token, result, new MemoryCacheEntryOptions
            {
                Size = 1,
                SlidingExpiration = Idle,
                AbsoluteExpiration = new DateTimeOffset(result.SecurityToken.ValidTo) + validationParameters.ClockSkew,
            });
        }

        return result;
    }

    public void Dispose() => _verified.Dispose();
}
