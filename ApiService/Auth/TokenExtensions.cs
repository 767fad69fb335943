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
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Tokens>();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IOptions<TokenOptions>>(Configure);
    }

    /// <summary>Reads the token, if there is one.</summary>
    public static void UseTokens(this WebApplication app) => app.UseAuthentication();

    /// <summary>Looks up whose token it is, and whether he may.</summary>
    public static void UseCallers(this WebApplication app)
    {
        app.UseMiddleware<CallerMiddleware>();
        app.UseAuthorization();
    }

    private static void Configure(JwtBearerOptions bearer, IOptions<TokenOptions> options)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = Tokens.Issuer,
            ValidateAudience = false,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKeys = options.Value.Keys(),
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
