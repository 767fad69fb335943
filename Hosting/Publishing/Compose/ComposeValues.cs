using Conduit.Hosting.Publishing.Model;
using Conduit.Hosting.Publishing.Yaml;
using Conduit.Hosting.Storage;

namespace Conduit.Hosting.Publishing.Compose;

/// <summary>Writes values with references to the variables of the file <c>.env</c>.</summary>
internal sealed class ComposeValues(Deployment deployment)
{
    /// <summary>The environment of a process. A server also gets what it needs to reach the dashboard.</summary>
    public YamlMap Environment(PublishedProcess process)
    {
        var variables = process.Environment.Select(variable => KeyValuePair.Create(variable.Key, (object)Text(variable.Value)));
        if (process is PublishedService) variables = variables.Concat(ComposeExtras.Telemetry(process.Name));
        return YamlMap.Of(variables.OrderBy(variable => variable.Key, StringComparer.Ordinal));
    }

    public string Text(Template value) => value.Write(Escape, Secret, host => host.Resource);

    public static IEnumerable<string> Escape(IEnumerable<string> texts) => texts.Select(Escape);

    /// <summary>A reference that stops Compose with a message when the variable is missing or empty.</summary>
    public static string Required(string secret) => $"${{{Variable(secret)}:?run make-env.sh}}";

    /// <summary>The variable of a secret.</summary>
    public static string Variable(string secret) => secret.Replace('-', '_').ToUpperInvariant();

    // What is outside of the application elsewhere is an emulator beside it here.
    private string Secret(string name) => deployment.ExternalConnections.Contains(name)
        ? AzuriteAccount.ConnectionString(ComposeExtras.StorageAddress(name), Required(ComposeExtras.KeyOf(name)))
        : Required(name);

    private static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
