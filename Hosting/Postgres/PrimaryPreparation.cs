using System.Security.Cryptography;
using System.Text;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Postgres;

/// <summary>Prepares a primary's data before its server starts: creates it if missing, configures it, sets roles and passwords.</summary>
internal sealed partial class PrimaryPreparation(ProcessShard shard, PostgresNodeResource node, ILogger log)
{
    // Which roles and passwords the data holds, as a hash: a start that changes nothing costs nothing.
    private const string ProvisionedName = "conduit.provisioned";

    private readonly PostgresNodeResource _standby = shard.PartnerOf(node);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        NodeData.DeleteUnfinished(node);
        // A standby that has every commit may still take this node's place until services may connect here, since nothing is committed or
        // shown before. The monitor lets them in when the server answers; a server that cannot start at all is replaced.
        shard.IsPrimaryServing = !shard.Roles.IsStandbyComplete;

        var binaries = shard.Binaries();
        var passwords = await shard.GetPasswordsAsync(cancellationToken);
        var sql = PostgresSql.Provisioning(shard.Access, passwords, shard.Databases, shard.Nodes.Select(one => one.ReplicationName));
        if (PostgresDataFile.Major(node.Data) is null)
        {
            await CreateAsync(binaries, sql, cancellationToken);
        }
        else
        {
            var (port, commit) = (node.Endpoint.Port, shard.Settings.SynchronousCommit);
            PostgresConfiguration.WritePrimary(node.Data, node, port, commit, shard.User, services: shard.IsPrimaryServing);
            // A standby whose promotion was cut short starts as one, without a primary, and the monitor promotes it.
            if (!File.Exists(Path.Combine(node.Data, PostgresConfiguration.StandbySignal)))
                await ProvisionAsync(binaries, node.Data, sql, cancellationToken);
        }

        LaunchScript.Write(node.LaunchScript, shard.User, "INT", binaries.Program("postgres"), "-D", node.Data);
        Starting(log, binaries.Major, binaries.Folder);
    }

    private async Task CreateAsync(PostgresBinaries binaries, string sql, CancellationToken cancellationToken)
    {
        if (PostgresDataFile.Major(_standby.Data) is not null)
        {
            throw new DistributedApplicationException(
                $"{node.Data} holds no data, and {_standby.Data}, that of its replica, does: put the data back, or wipe {node.Name}.");
        }

        Creating(log, binaries.Major);
        // "trust" ends with the access rules that are written next, before the first start.
        var made = await Programs.RunAsync(
            shard.User,
            binaries.Program("initdb"),
            ["-D", node.NewData, "-U", PostgresAccess.Superuser, "--auth=trust", "-E", "UTF8",
            OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=C",
                "--data-checksums", "--no-sync", "--no-instructions"],
            input: null,
            cancellationToken);
        Require(made, "initdb");
        PostgresConfiguration.WritePrimary(node.NewData, node, node.Endpoint.Port, shard.Settings.SynchronousCommit, shard.User);
        // Without waiting for the disk: data that a power cut spoils here has not been used yet.
        await ProvisionAsync(binaries, node.NewData, sql, cancellationToken, "-F");

        // It was never started, so a plain copy is a whole standby.
        PrivateFiles.CreateFolder(_standby.Folder, shard.User);
        NodeData.DeleteUnfinished(_standby);
        Require(await Programs.RunAsync(shard.User, "cp", ["-Rp", node.NewData, _standby.NewData], input: null, cancellationToken), "cp");
        PrivateFiles.Write(Path.Combine(_standby.NewData, PostgresConfiguration.StandbySignal), "", shard.User);

        // The primary's first: a standby is never the only copy, and one that is missing is copied again.
        if (Directory.Exists(node.Data))
            Directory.Delete(node.Data);
        Directory.Move(node.NewData, node.Data);
        NodeData.Delete(_standby);
        Directory.Move(_standby.NewData, _standby.Data);
    }

    private async Task ProvisionAsync(
        PostgresBinaries binaries, string data, string sql, CancellationToken cancellationToken, params string[] options)
    {
        var mark = Path.Combine(data, ProvisionedName);
        var wanted = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        if (File.Exists(mark) && File.ReadAllText(mark) == wanted)
            return;

        Provisioning(log);
        // Single-user mode needs no password, so it can replace a lost one. The text goes in by pipe, where no process list shows it.
        var done = await Programs.RunAsync(
            shard.User,
            binaries.Program("postgres"),
            ["--single", "-D", data, "-c", "log_min_error_statement=panic", "-c", "log_min_messages=fatal", "-c", "log_statement=none",
            .. options, "postgres"],
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
