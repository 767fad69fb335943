using Conduit.ApiService.Contract;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Conduit.ApiService.Auth;

internal static class TokenExtensions
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public static void AddTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptions.Validation>();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<SigningKeys>().AddSingleton<Tokens>();
        builder.Services.AddSingleton<VerifiedTokenCache>();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<SigningKeys, VerifiedTokenCache>(Configure);
    }

    /// <summary>Verifies the token, if there is one.</summary>
    public static void UseTokens(this WebApplication app) => app.UseAuthentication();

    /// <summary>Publishes the keys with which other services verify tokens.</summary>
    public static void MapPublicKeys(this WebApplication app) =>
        app.MapGet("/.well-known/jwks.json", (SigningKeys keys) => TypedResults.Ok(keys.PublicKeys())).ExcludeFromDescription();

    private static void Configure(JwtBearerOptions bearer, SigningKeys keys, VerifiedTokenCache cache)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenHandlers.Clear();
        bearer.TokenHandlers.Add(cache);
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = Tokens.Issuer,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.HmacSha256],
            IssuerSigningKeys = keys.Accepted,
            ClockSkew = ClockSkew,
        };
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                context.Token = TokenHeader.Read(context.Request);
                if (context.Token is null) context.NoResult();
                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                return Error.TokenMissing.ExecuteAsync(context.HttpContext);
            },
        };
    }
}
