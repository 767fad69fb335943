namespace Conduit.Hosting.Publishing.Azure;

/// <summary>The parameters of a container app's module, in the order of their names.</summary>
internal sealed class AppParameters
{
    private readonly SortedDictionary<string, (string Expression, bool IsSecure)> _parameters = new(StringComparer.Ordinal);

    /// <summary>What azd gives to them.</summary>
    public IReadOnlyDictionary<string, string> Values => _parameters.ToDictionary(one => one.Key, one => one.Value.Expression);

    /// <summary>Their declarations.</summary>
    public IEnumerable<string> Declarations => _parameters.Select(
        one => one.Value.IsSecure ? $"@secure()\nparam {one.Key} string" : $"param {one.Key} string");

    /// <summary>Adds a parameter unless it is there, and returns its name.</summary>
    public string Add(string name, string expression, bool isSecure = false)
    {
        var identifier = BicepText.Identifier(name);
        _parameters[identifier] = (expression, isSecure);
        return identifier;
    }

    /// <summary>Adds an output of another module.</summary>
    public string AddOutput(string module, string output) => Add($"{module}_{output}", AzureNames.Output(module, output));
}
