using System.Globalization;
using Conduit.Hosting.Setup;
using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Storage;

/// <summary>Node.js, and the script of Azurite that it runs.</summary>
internal sealed record AzuriteProgram(string Node, string Script)
{
    private const int OldestNode = 18;
    private const string BlobService = "azurite/node_modules/azurite/dist/src/blob/main.js";

    /// <summary>Finds both on this machine; else says in one line what is missing and what to do.</summary>
    public static (AzuriteProgram? Program, string Missing) Find(IConfiguration configuration, LocalMachine machine)
    {
        var node = configuration["Node"] is { Length: > 0 } setting ? setting : Programs.FindOnPath("node");
        if (node is null || !File.Exists(node) || MajorOf(node, machine.User) < OldestNode)
        {
            return (null, string.Create(
                CultureInfo.InvariantCulture,
                $"Pictures are stored by Azurite, which needs Node.js {OldestNode} or later: "
                + $"install it, or set Node to its program; run ./run.sh --prepare; then start this resource."));
        }

        var script = machine.Tool(BlobService);
        return File.Exists(script)
            ? (new(node, script), "")
            : (null, "Pictures are stored by Azurite, which is not unpacked here: run ./run.sh --prepare, then start this resource.");
    }

    // It answers with a line such as v20.11.1.
    private static int MajorOf(string node, UnprivilegedUser? user)
    {
        var version = Programs.Run(user, node, ["--version"]);
        return version.ExitCode == 0 && version.Output.Trim().TrimStart('v').Split('.') is [var major, ..]
            && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
    }
}
