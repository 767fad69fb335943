using System.Security.Cryptography;

namespace Conduit.Tests.Application;

/// <summary>Generated secrets of one run, so that none of the developer's is used or written.</summary>
public sealed class Secrets
{
    private readonly Dictionary<string, string> _values =
        ExpectedResources.Secrets.ToDictionary(name => name, _ => RandomNumberGenerator.GetHexString(48, lowercase: true));

    public IReadOnlyCollection<string> Values => _values.Values;

    public string this[string name] => _values[name];

    /// <summary>The secrets as the host's configuration knows them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Configuration => _values.Select(value => KeyValuePair.Create($"Parameters:{value.Key}", value.Value));
}
