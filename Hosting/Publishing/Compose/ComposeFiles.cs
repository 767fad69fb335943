using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Compose;

/// <summary>The files for one machine.</summary>
internal static class ComposeFiles
{
    /// <summary>The text of each file by its path.</summary>
    public static IReadOnlyDictionary<string, string> Write(Deployment deployment, ContainerImageNames images) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["compose.yaml"] = new ComposeFile(deployment, images).Write(),
            [".env.example"] = Example(deployment),
            [".gitignore"] = ".env\n",
            ["make-env.sh"] = """
                #!/bin/sh
                # Makes .env of .env.example: a random value for each line without one. An .env that exists keeps its values.
                set -eu
                cd "$(dirname "$0")"
                umask 077
                [ -e .env ] || : > .env
                while IFS= read -r line; do
                  case $line in
                    '#'* | '') continue ;;
                    *=) value=$(od -An -v -N24 -tx1 /dev/urandom | tr -d ' \n') ;;
                    *) value= ;;
                  esac
                  grep -q "^${line%%=*}=" .env || printf '%s%s\n' "$line" "$value" >> .env
                done < .env.example

                """,
        };

    private static string Example(Deployment deployment)
    {
        var secrets = deployment.Services.Concat(deployment.Jobs).Cast<PublishedProcess>().Concat(deployment.Containers)
            .SelectMany(process => process.Secrets)
            .Distinct()
            .Select(secret => deployment.ExternalConnections.Contains(secret) ? ComposeExtras.KeyOf(secret) : secret)
            .Append(ComposeExtras.DashboardToken)
            .Append(ComposeExtras.TelemetryKey)
            .Select(ComposeValues.Variable)
            .Order(StringComparer.Ordinal);
        return $"""
            # The ports of this machine: the site's, and the dashboard's on loopback.
            SITE_PORT=8080
            DASHBOARD_PORT=18888

            # Secrets: letters and digits, at least 48. make-env.sh makes them.
            {string.Join("=\n", secrets)}=

            """;
    }
}
