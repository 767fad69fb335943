using System.Text.RegularExpressions;
using System.Xml.Linq;
using Conduit.Tests.Application;

namespace Conduit.Tests.Style;

/// <summary>The docstrings of a project, from the XML file that the compiler writes, as Markdown.</summary>
internal sealed partial class XmlDocumentation(string project)
{
    private readonly Dictionary<string, XElement> _members = XDocument.Load(Repository.Built(project, $"{project}.xml"))
        .Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value);

    public string OfType(Type type) => Summary($"T:{Name(type)}");

    /// <summary>The docstring of a property, or of the record's parameter of that name.</summary>
    public string OfProperty(Type type, string property) =>
        Summary($"P:{Name(type)}.{property}") is { Length: > 0 } summary
            ? summary
            : ToMarkdown(_members.GetValueOrDefault($"T:{Name(type)}")?.Elements("param")
                .FirstOrDefault(param => param.Attribute("name")!.Value == property));

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private string Summary(string member) => ToMarkdown(_members.GetValueOrDefault(member)?.Element("summary"));

    private static string ToMarkdown(XElement? element) => element is null
        ? ""
        : Spaces().Replace(string.Concat(element.Nodes().Select(ToMarkdown)), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);

    private static string ToMarkdown(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
        XElement inner => $"`{inner.Value}`",
        XText text => text.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
