using System.Security.Cryptography;
using System.Text;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>Readies a primary's data before its server starts: made if missing, configured, its roles as they should be.</summary>
internal sealed partial class PrimaryPreparation(ProcessShard shard, ILogger log)
{
    // which roles and passwords the data holds, as a hash: a start that changes nothing costs nothing
    private const string ProvisionedName = "conduit.provisioned";

    private readonly PostgresNodeResource _node = shard.Primary;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        PrivateFiles.CreateFolder(_node.Folder, shard.User);
        await Leftovers.EndAsync(_node.Data, log, cancellationToken);
        NodeData.ForgetLastRun(_node.Data);
        NodeData.DeleteUnfinished(_node);

        var binaries = shard.Binaries();
        var passwords = await shard.GetPasswordsAsync(cancellationToken);
        var sql = PostgresSql.Provisioning(shard.Access, passwords, shard.Databases, shard.Replica.ReplicationName);
        if (PostgresDataFile.Major(_node.Data) is null)
        {
            await CreateAsync(binaries, sql, cancellationToken);
        }
        else
        {
            PostgresConfiguration.WritePrimary(_node.Data, _node, _node.Endpoint.Port, shard.Replication.SynchronousCommit, shard.StandbyToWaitFor, shard.User);
            await ProvisionAsync(binaries, _node.Data, sql, cancellationToken);
        }

        LaunchScript.Write(_node.LaunchScript, shard.User, "INT", binaries.Program("postgres"), "-D", _node.Data);
        Starting(log, binaries.Major, binaries.Folder);
    }

    private async Task CreateAsync(PostgresBinaries binaries, string sql, CancellationToken cancellationToken)
    {
        shard.RequireNothingToLose();
        Creating(log, binaries.Major);
        // trust ends with the access rules that are written next, before the first start
        var made = await Programs.RunAsync(
            shard.User,
            binaries.Program("initdb"),
            ["-D", _node.NewData, "-U", PostgresAccess.Superuser, "--auth=trust", "-E", "UTF8", OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=C",
                "--data-checksums", "--no-sync", "--no-instructions"],
            input: null,
            cancellationToken);
        Require(made, "initdb");
        PostgresConfiguration.WritePrimary(_node.NewData, _node, _node.Endpoint.Port, shard.Replication.SynchronousCommit, shard.StandbyToWaitFor, shard.User);
        // not waiting for the disk: what a power cut would spoil here has not been used yet
        await ProvisionAsync(binaries, _node.NewData, sql, cancellationToken, "-F");

        // never started, so a plain copy is a whole replica
        PrivateFiles.CreateFolder(shard.Replica.Folder, shard.User);
        NodeData.DeleteUnfinished(shard.Replica);
        Require(await Programs.RunAsync(shard.User, "cp", ["-Rp", _node.NewData, shard.Replica.NewData], input: null, cancellationToken), "cp");
        NodeData.ClearSlots(shard.Replica.NewData);
        PrivateFiles.Write(Path.Combine(shard.Replica.NewData, "standby.signal"), "", shard.User);

        // the primary's first: a replica is never all there is, and one that is missing is copied anew
        if (Directory.Exists(_node.Data))
            Directory.Delete(_node.Data);
        Directory.Move(_node.NewData, _node.Data);
        Directory.Move(shard.Replica.NewData, shard.Replica.Data);
    }

    private async Task ProvisionAsync(PostgresBinaries binaries, string data, string sql, CancellationToken cancellationToken, params string[] options)
    {
        var mark = Path.Combine(data, ProvisionedName);
        var wanted = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        if (File.Exists(mark) && File.ReadAllText(mark) == wanted)
            return;

        Provisioning(log);
        // single-user mode needs no password, so it can set one that is no longer known; the text goes in by pipe
        var done = await Programs.RunAsync(
            shard.User,
            binaries.Program("postgres"),
            ["--single", "-D", data, "-c", "log_min_error_statement=panic", "-c", "log_min_messages=fatal", "-c", "log_statement=none", .. options, "postgres"],
            sql,
            cancellationToken);
        Require(done, "postgres --single");
        PrivateFiles.Write(mark, wanted, shard.User);
    }

    private static void Require(ProgramResult result, string program)
    {
        if (result.ExitCode != 0)
            throw new DistributedApplicationException($"{program} failed: {result.LastLine}");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Making new data with PostgreSQL {Major}.")]
    private static partial void Creating(ILogger logger, int major);

    [LoggerMessage(Level = LogLevel.Information, Message = "Setting roles, passwords and databases.")]
    private static partial void Provisioning(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting PostgreSQL {Major} from {Folder}.")]
    private static partial void Starting(ILogger logger, int major, string folder);
}
