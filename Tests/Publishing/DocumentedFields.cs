using System.Text.RegularExpressions;
using Conduit.Tests.Application;

namespace Conduit.Tests.Publishing;

/// <summary>The documented fields of the kinds that no typed model here knows; DocumentedFields.txt names the sources.</summary>
internal static class DocumentedFields
{
    private static readonly Dictionary<string, Regex[]> Kinds = Read();

    /// <summary>The kinds in the list, as <c>kind apiVersion</c>.</summary>
    public static bool Know(string kind) => Kinds.ContainsKey(kind);

    /// <summary>The fields of a document that are not documented for its kind.</summary>
    public static IEnumerable<string> Unknown(string kind, PublishedDocument document) => document.Values()
        .Where(value => !Kinds[kind].Any(field => field.IsMatch(value.Path)))
        .Select(value => $"{document.File}: {kind} has no {value.Path}");

    // A line without a space in front names a kind and its source; those below are its fields. An asterisk stands for any name.
    private static Dictionary<string, Regex[]> Read()
    {
        var kinds = new Dictionary<string, List<Regex>>();
        var fields = new List<Regex>();
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "Tests", "Publishing", "DocumentedFields.txt")))
        {
            if (line.StartsWith('#') || line.Length == 0) continue;
            if (line[0] == ' ')
                fields.Add(Pattern(line.Trim()));
            else
                kinds[line[..line.IndexOf(" https://", StringComparison.Ordinal)]] = fields = [];
        }

        return kinds.ToDictionary(kind => kind.Key, kind => kind.Value.ToArray());
    }

    // The name at the end of a path may have dots, as labels have.
    private static Regex Pattern(string field)
    {
        var text = Regex.Escape(field);
        if (text.EndsWith("\\*", StringComparison.Ordinal)) text = $"{text[..^2]}.+";
        return new Regex($"^{text.Replace("\\*", "[^.]+", StringComparison.Ordinal)}$");
    }
}
