namespace Conduit.Hosting.Publishing.Yaml;

/// <summary>A mapping of YAML, in the order in which it is written. An entry without a value is left out.</summary>
internal sealed class YamlMap : OrderedDictionary<string, object>
{
    public new void Add(string key, object? value)
    {
        if (value is not null) base.Add(key, value);
    }

    /// <summary>A list of texts.</summary>
    public static string[] List(params string[] texts) => texts;

    /// <summary>A mapping of names to values.</summary>
    public static YamlMap Of(IEnumerable<KeyValuePair<string, object>> entries)
    {
        var map = new YamlMap();
        foreach (var (key, value) in entries)
            map.Add(key, value);
        return map;
    }
}
