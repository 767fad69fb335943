using System.Globalization;
using Conduit.Hosting.Setup;

namespace Conduit.Hosting.Postgres;

/// <summary>Runs <c>pg_rewind</c>: takes back what a former primary wrote and the present one lacks, so that it can follow.</summary>
internal sealed class Rewind(ProcessShard shard, PostgresNodeResource node, PostgresNodeResource primary)
{
    public async Task<ProgramResult> RunAsync(string program, CancellationToken cancellationToken)
    {
        var passwords = await shard.GetPasswordsAsync(cancellationToken);
        var file = Path.Combine(node.Folder, "rewind.pgpass");
        var escaped = passwords.Superuser.Replace("\\", "\\\\").Replace(":", "\\:");
        PrivateFiles.Write(file, $"127.0.0.1:*:*:{PostgresAccess.Superuser}:{escaped}\n", shard.User);
        var server = string.Create(CultureInfo.InvariantCulture, $"host=127.0.0.1 port={primary.Endpoint.Port} dbname=postgres");
        var source = $"{server} user={PostgresAccess.Superuser} passfile='{file.Replace("'", "\\'")}'";
        try
        {
            // Recovery of a former primary's data, which pg_rewind runs first, needs no settings of that node.
            return await Programs.RunAsync(
                shard.User, program, ["-D", node.Data, "--source-server", source, "--no-sync"], input: null, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
