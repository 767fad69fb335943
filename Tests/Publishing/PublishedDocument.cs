using YamlDotNet.RepresentationModel;

namespace Conduit.Tests.Publishing;

/// <summary>A document of a published file.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Root">Its content.</param>
internal sealed record PublishedDocument(string File, YamlNode Root)
{
    public string Kind => Text("kind");

    public string Api => Text("apiVersion");

    public string Name => Text("metadata.name");

    public static IEnumerable<PublishedDocument> All(string file, string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(document => new PublishedDocument(file, document.RootNode));
    }

    /// <summary>The text at a path; empty: there is none.</summary>
    public string Text(string path) => Find(path) is YamlScalarNode { Value: { } text } ? text : "";

    /// <summary>The elements of the list at a path.</summary>
    public IEnumerable<YamlNode> List(string path) => Find(path) is YamlSequenceNode list ? list : [];

    /// <summary>The entries of the mapping at a path.</summary>
    public IEnumerable<(string Key, YamlNode Value)> Map(string path) => Find(path) is YamlMappingNode map
        ? map.Select(entry => (((YamlScalarNode)entry.Key).Value!, entry.Value))
        : [];

    /// <summary>Every value with its path; elements of lists have <c>[]</c> for a name.</summary>
    public IEnumerable<(string Path, string Value)> Values() => Values("", Root);

    /// <summary>The same document from another node on.</summary>
    public PublishedDocument At(YamlNode node) => this with { Root = node };

    private YamlNode? Find(string path) => path.Split('.').Aggregate((YamlNode?)Root, (node, name) =>
        node is YamlMappingNode map && map.Children.TryGetValue(name, out var child) ? child : null);

    private static IEnumerable<(string Path, string Value)> Values(string path, YamlNode node) => node switch
    {
        YamlMappingNode map => map.SelectMany(entry => Values($"{path}.{entry.Key}".TrimStart('.'), entry.Value)),
        YamlSequenceNode list => list.SelectMany(element => Values($"{path}[]", element)),
        _ => [(path, ((YamlScalarNode)node).Value ?? "")],
    };
}
