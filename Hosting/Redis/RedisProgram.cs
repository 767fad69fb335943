using Conduit.Hosting.Setup;
using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Redis;

/// <summary>Finds a Redis (or Valkey) server on this machine.</summary>
internal static class RedisProgram
{
    private static readonly string[] Names = ["redis-server", "valkey-server"];
    private static readonly string[] ClientNames = ["redis-cli", "valkey-cli"];

    /// <summary>The setting <c>RedisServer</c>, else the PATH, else the prepared one.</summary>
    public static string Find(IConfiguration configuration, LocalMachine machine)
    {
        if (configuration["RedisServer"] is { Length: > 0 } asked)
            return Runs(asked, machine.User)
                ? asked
                : throw new DistributedApplicationException($"RedisServer={asked}: no server that can be run.");

        return Programs.AllOnPath(Names).Append(machine.Tool("redis/redis-server")).FirstOrDefault(path => Runs(path, machine.User))
            ?? throw new DistributedApplicationException(
                "No Redis can be run here: run ./run.sh --prepare, install redis-server or valkey-server, "
                + "or set RedisServer to the path of one.");
    }

    /// <summary>The command-line client: beside the server, else on the PATH; null when there is none.</summary>
    public static string? FindClient(string server) =>
        ClientNames.Select(name => Path.Combine(Path.GetDirectoryName(server)!, name))
            .FirstOrDefault(File.Exists)
        ?? Programs.FindOnPath(ClientNames);

    private static bool Runs(string path, UnprivilegedUser? user) =>
        File.Exists(path) && Programs.Run(user, "/bin/sh", ["-c", "exec \"$1\" --version", "sh", path]).ExitCode == 0;
}
