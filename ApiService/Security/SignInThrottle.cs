using System.Security.Cryptography;
using System.Text;
using Conduit.Data;
using Conduit.Data.Accounts;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.ApiService.Security;

/// <summary>
/// Slows down guesses of one account's password, from however many IP addresses and through whichever server, by a pause that doubles with
/// each failure.
/// </summary>
/// <remarks>
/// An attempt is counted before the password is checked, in one statement, so parallel guesses count like any other; a success removes
/// the count. An e-mail address that no account has is counted likewise, so the throttle does not tell which accounts exist. IP addresses
/// from which the account signed in before have a counter of their own, so strangers cannot lock its owner out.
/// </remarks>
internal sealed class SignInThrottle(Databases databases, IOptions<PasswordOptions> options)
{
    // The row is locked by the conflict, so its latest state decides; no row is returned when the attempt is refused. The exponent is
    // limited to 30, because power would fail for a large one. The returned 0 has the type of the result of WaitSql, as both are read
    // alike.
    private const string BeginSql = """
        -- sign-in attempted
        insert into sign_in_attempts as attempts (key, count, last_at, blocked_until) values ($1, 1, now(), now())
        on conflict (key) do update set
            count = attempts.count + 1, last_at = now(),
            blocked_until = now() + case when attempts.count < $2
                then 0 else least($3, power(2, least(attempts.count - $2, 30))) end * interval '1 second'
        where attempts.blocked_until <= now()
        returning 0::float8
        """;

    private const string WaitSql =
        "-- sign-in refused\nselect extract(epoch from blocked_until - now())::float8 from sign_in_attempts where key = $1";

    private const string SucceedSql = "-- sign-in succeeded\ndelete from sign_in_attempts where key = $1";

    /// <summary>Counts an attempt. Returns null when it may check the password, else how long to wait.</summary>
    public async Task<TimeSpan?> BeginAsync(byte[] key, CancellationToken cancellationToken)
    {
        var (free, longest) = (options.Value.FreeAttempts, options.Value.MaxPause.TotalSeconds);
        if (await ExecuteScalarAsync(BeginSql, key, cancellationToken, free, longest) is not null) return null;
        var wait = await ExecuteScalarAsync(WaitSql, key, cancellationToken) ?? 0;
        return TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(wait)));
    }

    public async Task SucceedAsync(byte[] key, CancellationToken cancellationToken) =>
        await ExecuteScalarAsync(SucceedSql, key, cancellationToken);

    /// <summary>
    /// The counter of an attempt: of the e-mail address, and of the client's IP address if the account signed in from there before.
    /// </summary>
    public static byte[] KeyOf(string email, string? knownClientIp) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Account.KeyOf(email)}\n{knownClientIp}"));

    // A failover may count an attempt twice, which does no harm.
    private Task<double?> ExecuteScalarAsync(
        string sql, byte[] key, CancellationToken cancellationToken, params IEnumerable<object> values) =>
        databases.Accounts.OnPrimaryAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key });
                foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
                return (double?)await command.ExecuteScalarAsync(cancellationToken);
            },
            cancellationToken);
}
