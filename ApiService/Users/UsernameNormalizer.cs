using System.Text;
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

    /// <summary>Returns the name in that form; text that cannot be a name is returned unchanged, and the validation refuses it.</summary>
    public async Task<string?> NormalizeAsync(string? text, CancellationToken cancellationToken)
    {
        var name = text?.Trim();
        if (name is null || Ascii.IsValid(name) || !UserRules.CanBeUsername(name)) return name;
        var query = Query.Row(() => new NpgsqlBatchCommand(Sql).With(name), row => row.GetString(0));
        var normalized = await databases.Accounts.ReadAsync(query, cancellationToken);
        return normalized?.Trim();
    }
}
