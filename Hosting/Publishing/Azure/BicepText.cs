using System.Text.RegularExpressions;

namespace Conduit.Hosting.Publishing.Azure;

/// <summary>Text in the syntax of Bicep.</summary>
internal static partial class BicepText
{
    /// <summary>The content of a string, between its quotes.</summary>
    public static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal)
        .Replace("\r", "", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("${", "\\${", StringComparison.Ordinal);

    /// <summary>A string without places.</summary>
    public static string Literal(string text) => $"'{Escape(text)}'";

    /// <summary>A place in a string for a parameter's value.</summary>
    public static string Place(string parameter) => $"${{{parameter}}}";

    /// <summary>A string with places; the parameter itself when it is nothing else.</summary>
    public static string Interpolation(string content) =>
        OnePlace().Match(content) is { Success: true } match ? match.Groups[1].Value : $"'{content}'";

    /// <summary>A name of a parameter or resource.</summary>
    public static string Identifier(string name) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));

    /// <summary>A name that Container Apps and a vault accept for a secret.</summary>
    public static string SecretName(string variable) =>
        variable.Replace("__", "-", StringComparison.Ordinal).Replace('_', '-').ToLowerInvariant();

    /// <summary>Lines, each with the indentation in front.</summary>
    public static string Lines(int indentation, IEnumerable<string> lines) =>
        string.Join('\n', lines.SelectMany(line => line.Split('\n')).Select(line => new string(' ', indentation) + line));

    [GeneratedRegex(@"^\$\{(\w+)\}$")]
    private static partial Regex OnePlace();
}
