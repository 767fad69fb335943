namespace Conduit.Hosting.Publishing.Azure;

/// <summary>A Bicep file, and what azd gives to its parameters.</summary>
/// <param name="Name">The resource's name in the manifest.</param>
/// <param name="Text">The file's text.</param>
/// <param name="Parameters">The parameters: text, or an expression of the manifest.</param>
internal sealed record BicepModule(string Name, string Text, IReadOnlyDictionary<string, string> Parameters)
{
    private const string Extension = ".bicep";

    /// <summary>The file's name; azd copies each file on its own, so no module refers to another one.</summary>
    public string FileName => $"{Name}.module{Extension}";

    /// <summary>A module whose text is in the folder <c>Modules</c>.</summary>
    /// <param name="name">The resource's name.</param>
    /// <param name="file">The file's name without its extension.</param>
    /// <param name="parameters">The parameters.</param>
    public static BicepModule Read(string name, string file, Dictionary<string, string> parameters)
    {
        using var resource = typeof(BicepModule).Assembly.GetManifestResourceStream($"{file}{Extension}")!;
        using var reader = new StreamReader(resource);
        return new(name, reader.ReadToEnd(), parameters);
    }
}
