using System.Text;
using Conduit.ApiService.Contract;
using Conduit.Data;
using Conduit.Data.Routing;
using Npgsql;

namespace Conduit.ApiService.Users;

/// <summary>
/// Brings user names into one form (trimmed, NFKC) before they are checked and stored. Under invariant globalization .NET leaves text
/// outside ASCII as it is, so Postgres normalizes it.
/// </summary>
internal sealed class UsernameNormalizer(Databases databases)
{
    private const string Sql = """
        -- name normalized
        select normalize($1, NFKC)
        """;

    /// <summary>Returns the name in that form, and what is wrong with it in that form.</summary>
    /// <param name="text">A valid name.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The name, and the error; null when it is valid.</returns>
    public async Task<(string Name, Error? Error)> NormalizeAsync(string text, CancellationToken cancellationToken)
    {
        var name = text.Trim();
        if (Ascii.IsValid(name)) return (name, null);
        var query = Query.Value<string>(() => new NpgsqlBatchCommand(Sql).With(name));
        var normalized = (await databases.Accounts.ReadAsync(query, cancellationToken)).Trim();
        var validation = new Validation();
        validation.Username(normalized);
        return (normalized, validation.Error);
    }
}
