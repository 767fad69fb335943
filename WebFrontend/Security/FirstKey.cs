using System.Security.Cryptography;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Conduit.WebFrontend.Security;

/// <summary>
/// Has the first key of all made by one server, before any serves. Servers that begin together with no key there would each make one, and
/// know only their own until they look again, after a day:
/// a form of the one would be a forgery to the other.
/// </summary>
internal sealed partial class FirstKey(IDataProtectionProvider protection, IOptions<SharedKeysOptions> options, ILogger<FirstKey> logger) : LifecycleService
{
    private const long Turn = 0x636F6E64756974; // "conduit"

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public override async Task StartingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await LoadInTurnAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or CryptographicException)
            {
                LogAway(e.Message);
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async Task LoadInTurnAsync(CancellationToken cancel)
    {
        await using var database = new NpgsqlConnection(options.Value.ConnectionString);
        await database.OpenAsync(cancel);
        // Ends with the connection's session, however that ends.
        await using var turn = new NpgsqlCommand("select pg_advisory_lock($1)", database) { Parameters = { new() { Value = Turn } } };
        await turn.ExecuteNonQueryAsync(cancel);
        // To seal anything, a server loads the keys, or makes the first.
        protection.CreateProtector(nameof(FirstKey)).Protect([1]);
        await using var end = new NpgsqlCommand("select pg_advisory_unlock($1)", database) { Parameters = { new() { Value = Turn } } };
        await end.ExecuteNonQueryAsync(CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "The keys of cookies and forms cannot be had yet, trying on: {Reason}")]
    private partial void LogAway(string reason);
}
