namespace Conduit.Hosting.Publishing.Kubernetes;

/// <summary>The script that makes the values of secrets; no value is ever published.</summary>
internal static class Secrets
{
    /// <summary>The folder with a file for each secret.</summary>
    public const string Folder = "secrets";

    /// <param name="made">Secrets of this application.</param>
    /// <param name="given">Connection strings of what is outside.</param>
    public static string Script(IEnumerable<string> made, IEnumerable<string> given) => $"""
        #!/bin/sh
        # Makes a random value for each secret that has none yet; Kustomize reads them from files. Do not commit them.
        set -eu
        cd "$(dirname "$0")"
        umask 077
        mkdir -p {Folder}
        while read -r name; do
          [ -s "{Folder}/$name" ] || od -An -v -N24 -tx1 /dev/urandom | tr -d ' \n' > "{Folder}/$name"
        done <<'NAMES'
        {string.Join('\n', made)}
        NAMES
        while read -r name; do
          [ -s "{Folder}/$name" ] || echo "Write the connection string of the storage account '$name' to {Folder}/$name."
        done <<'NAMES'
        {string.Join('\n', given)}
        NAMES

        """;
}
