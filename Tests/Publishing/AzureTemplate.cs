using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conduit.Tests.AppHost;

namespace Conduit.Tests.Publishing;

/// <summary>The template that azd would deploy: a file that gives each module of the manifest its parameters.</summary>
internal sealed partial class AzureTemplate
{
    private AzureTemplate(IReadOnlyDictionary<string, JsonElement> modules) => Modules = modules;

    /// <summary>The compiled modules, by the names of their resources.</summary>
    public IReadOnlyDictionary<string, JsonElement> Modules { get; }

    public static async Task<AzureTemplate> BuildAsync(Manifest manifest)
    {
        var main = Path.Combine(manifest.Folder, "main.bicep");
        await File.WriteAllTextAsync(main, Write(manifest));
        var template = await BicepCompiler.BuildAsync(main);
        await BicepCompiler.LintAsync(main);
        return new(AllResources(template).ToDictionary(
            module => module.GetProperty("name").GetString()!,
            module => module.GetProperty("properties").GetProperty("template")));
    }

    /// <summary>The resources of a type in a module.</summary>
    public IEnumerable<JsonElement> Resources(string module, string type) =>
        AllResources(Modules[module]).Where(resource => resource.GetProperty("type").GetString() == type);

    /// <summary>The default of a parameter: its value in a demo and in production.</summary>
    public (int Small, int Production) Numbers(string module, string parameter)
    {
        var text = Modules[module].GetProperty("parameters").GetProperty(parameter).GetProperty("defaultValue").GetString()!;
        var match = Choice().Match(text);
        return (Number(match.Groups[2]), Number(match.Groups[1]));

        static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    // Bicep writes a list, or an object with the names that they have in the file.
    private static IEnumerable<JsonElement> AllResources(JsonElement template) =>
        template.GetProperty("resources") is { ValueKind: JsonValueKind.Object } named
            ? named.EnumerateObject().Select(resource => resource.Value)
            : template.GetProperty("resources").EnumerateArray();

    private static string Write(Manifest manifest) => string.Join(
        '\n',
        manifest.Resources.Select(resource => resource.Value.GetProperty("type").GetString() switch
        {
            "parameter.v0" => WriteParameter(resource.Key, resource.Value),
            "azure.bicep.v0" => WriteModule(resource.Key, resource.Value),
            _ => WriteModule(resource.Key, resource.Value.GetProperty("deployment")),
        }));

    private static string WriteParameter(string name, JsonElement parameter)
    {
        var isSecret = parameter.GetProperty("inputs").GetProperty("value").TryGetProperty("secret", out var secret) && secret.GetBoolean();
        return isSecret ? $"@secure()\nparam {Symbol(name)} string\n" : $"@allowed(['small', 'production'])\nparam {Symbol(name)} string\n";
    }

    private static string WriteModule(string name, JsonElement module)
    {
        var parameters = module.GetProperty("params").EnumerateObject().Select(one => $"    {one.Name}: {Value(one.Value.GetString()!)}");
        return $$"""
            module {{Symbol(name)}} '{{module.GetProperty("path").GetString()}}' = {
              name: '{{name}}'
              params: {
            {{string.Join('\n', parameters)}}
              }
            }

            """;
    }

    private static string Value(string text) => Whole().Match(text) switch
    {
        { Success: true } match when match.Groups["module"] is { Success: true } module =>
            $"{Symbol(module.Value)}.outputs.{match.Groups["name"].Value}",
        { Success: true } match => Symbol(match.Groups["parameter"].Value),
        _ => $"'{text.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)}'",
    };

    private static string Symbol(string name) => name.Replace('-', '_');

    [GeneratedRegex(@"^\{((?<module>[\w-]+)\.outputs\.(?<name>\w+)|(?<parameter>[\w-]+)\.value)\}$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"'production'\), '?(\d+)'?, '?(\d+)'?\)")]
    private static partial Regex Choice();
}
