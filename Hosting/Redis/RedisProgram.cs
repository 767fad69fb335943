using Conduit.Hosting.Setup;
using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Redis;

/// <summary>Finds a Redis (or Valkey) server on this machine.</summary>
internal static class RedisProgram
{
    private static readonly string[] Names = ["redis-server", "valkey-server"];

    /// <summary>The setting <c>RedisServer</c>, else the PATH, else the prepared one.</summary>
    public static string Find(IConfiguration configuration, LocalMachine machine)
    {
        if (configuration["RedisServer"] is { Length: > 0 } asked)
            return Runs(asked, machine.User) ? asked : throw new DistributedApplicationException($"RedisServer={asked}: no server that can be run.");

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var candidates = Names
            .SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .Append(machine.Tool("redis/redis-server"));
        return candidates.FirstOrDefault(path => Runs(path, machine.User))
            ?? throw new DistributedApplicationException(
                "No Redis can be run here: run ./run.sh --prepare, install redis-server or valkey-server, or set RedisServer to the path of one.");
    }

    private static bool Runs(string path, UnprivilegedUser? user) =>
        File.Exists(path) && Programs.Run(user, "/bin/sh", ["-c", "exec \"$1\" --version", "sh", path]).ExitCode == 0;
}
