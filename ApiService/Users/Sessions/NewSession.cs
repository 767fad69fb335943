using System.Buffers.Binary;
using System.Security.Cryptography;
using Conduit.ApiService.Auth;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Users.Sessions;

/// <summary>A session that is about to begin.</summary>
internal sealed record NewSession(long Id, DateTime ExpiresAt, string? UserAgent, string? ClientIp);

/// <summary>Describes the session that a request begins.</summary>
internal sealed class NewSessions(IOptions<TokenOptions> options, TimeProvider time)
{
    private const int MaxUserAgent = 256;

    public NewSession Of(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        // Whole seconds, as a token can express them.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()).UtcDateTime;
        return new(
            RandomId(),
            now + options.Value.Lifetime,
            agent.Length == 0 ? null : agent[..Math.Min(agent.Length, MaxUserAgent)],
            http.Connection.RemoteIpAddress?.ToString());
    }

    // 62 bits: positive, and with 100 million sessions a collision is still unlikely; the primary key refuses one.
    private static long RandomId()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(bytes);
        return (BinaryPrimitives.ReadInt64LittleEndian(bytes) & (long.MaxValue >> 1)) + 1;
    }
}
