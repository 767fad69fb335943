using Conduit.Hosting.Publishing.Model;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>An environment variable: a value, or a secret of the vault.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">A value as an expression of Bicep; of a secret, what the module writes into the vault.</param>
/// <param name="Address">The parameter with the address of a secret that another module has written; null: none has.</param>
/// <param name="IsSecret">Whether it is a secret.</param>
internal sealed record AppVariable(string Name, string? Value, string? Address, bool IsSecret)
{
    public string SecretName => BicepText.SecretName(Name);
}

/// <summary>Reads the environment variables of a container app from the model.</summary>
internal static class AppVariables
{
    public static IReadOnlyList<AppVariable> Read(
        Deployment deployment, PublishedService service, IReadOnlyDictionary<string, string> further, AppParameters parameters)
    {
        var values = new AppValues(deployment, parameters);
        var connections = deployment.Caches.Select(cache => cache.Name).Concat(deployment.ExternalConnections)
            .ToDictionary(AzureNames.ConnectionVariable);
        return
        [
            .. service.Environment
                .Where(one => !deployment.Caches.Any(cache => IsPartOf(cache, one.Key)))
                .Select(one => connections.TryGetValue(one.Key, out var source)
                    ? new AppVariable(one.Key, Value: null, parameters.AddOutput(source, "connectionAddress"), IsSecret: true)
                    : new AppVariable(one.Key, values.Write(one.Value), Address: null, one.Value.Secrets.Any())),
            .. further.Append(KeyValuePair.Create("OTEL_SERVICE_NAME", service.Name))
                .Where(one => !service.Environment.ContainsKey(one.Key))
                .Select(one => new AppVariable(one.Key, Further(one.Value, parameters), Address: null, IsSecret: false)),
        ];
    }

    // Aspire gives a connection string's parts too, as CACHE_HOST; a managed server's are known as a whole only.
    private static bool IsPartOf(PublishedContainer cache, string variable) =>
        variable.StartsWith($"{cache.Name.ToUpperInvariant()}_", StringComparison.Ordinal);

    private static string Further(string value, AppParameters parameters)
    {
        var text = BicepText.Escape(value);
        if (!text.Contains(AzureSettings.Hosts, StringComparison.Ordinal)) return BicepText.Interpolation(text);
        var hosts = BicepText.Place(parameters.AddOutput(AzureNames.FrontDoor, "hosts"));
        return BicepText.Interpolation(text.Replace(AzureSettings.Hosts, hosts, StringComparison.Ordinal));
    }
}
