using System.Security.Cryptography;

namespace Conduit.Tests.Application;

/// <summary>Generated secrets for one run, so that the developer's own are neither used nor changed.</summary>
public sealed class Secrets
{
    private readonly Dictionary<string, string> _values =
        ExpectedResources.Secrets.Concat(ExpectedResources.LocalSecrets).ToDictionary(
            name => name, _ => RandomNumberGenerator.GetHexString(48, lowercase: true));

    public IReadOnlyCollection<string> Values => _values.Values;

    public string this[string name] => _values[name];

    /// <summary>The secrets by their configuration names.</summary>
    public IEnumerable<KeyValuePair<string, string>> Configuration =>
        _values.Select(value => KeyValuePair.Create($"Parameters:{value.Key}", value.Value));
}
