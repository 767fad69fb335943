using System.Security.Cryptography;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.WebFrontend.Security;

/// <summary>
/// Lets one server create the first key before any server handles requests. Servers that start together without a key would each create
/// one, and read the others' keys only a day later: until then, each would reject the forms of the others.
/// </summary>
internal sealed partial class KeyRingInitializer(
    IDataProtectionProvider protection, IOptions<SharedKeysOptions> options, ILogger<KeyRingInitializer> logger)
    : LifecycleService
{
    // The letters "conduit"; every web server takes the same lock.
    private const long LockId = 0x636F6E64756974;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await LoadUnderLockAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or CryptographicException)
            {
                LogNotLoaded(e.Message);
                await Task.Delay(RetryDelay, cancellationToken);
            }
        }
    }

    private async Task LoadUnderLockAsync(CancellationToken cancellationToken)
    {
        await using var database = new NpgsqlConnection(options.Value.ConnectionString);
        await database.OpenAsync(cancellationToken);
        // The lock also ends with the connection.
        await using var take = new NpgsqlCommand("select pg_advisory_lock($1)", database) { Parameters = { new() { Value = LockId } } };
        await take.ExecuteNonQueryAsync(cancellationToken);
        // Protecting any data loads the keys, or creates the first one.
        protection.CreateProtector(nameof(KeyRingInitializer)).Protect([1]);
        await using var release = new NpgsqlCommand("select pg_advisory_unlock($1)", database)
        {
            Parameters = { new() { Value = LockId } },
        };
        await release.ExecuteNonQueryAsync(CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "The keys of cookies and forms cannot be loaded; retrying in 1 s: {Reason}")]
    private partial void LogNotLoaded(string reason);
}
