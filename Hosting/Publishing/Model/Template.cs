namespace Conduit.Hosting.Publishing.Model;

/// <summary>
/// The value of an environment variable or an argument: text, and places for what only the target knows. Never contains a secret's value.
/// </summary>
/// <param name="Parts">The parts, in their order.</param>
internal sealed record Template(IReadOnlyList<TemplatePart> Parts)
{
    /// <summary>A value that is the same everywhere.</summary>
    public static Template Of(string text) => new([new TextPart(text)]);

    /// <summary>The secrets that are part of the value.</summary>
    public IEnumerable<string> Secrets => Parts.OfType<SecretPart>().Select(part => part.Name);

    /// <summary>The servers whose addresses are part of the value.</summary>
    public IEnumerable<HostPart> Hosts => Parts.OfType<HostPart>();

    /// <summary>Writes the value in the way of a target.</summary>
    /// <param name="text">Writes text; a target has its own escapes.</param>
    /// <param name="secret">Writes a reference to a secret.</param>
    /// <param name="host">Writes the name by which others reach a server.</param>
    public string Write(Func<string, string> text, Func<string, string> secret, Func<HostPart, string> host) =>
        string.Concat(Parts.Select(part => part switch
        {
            SecretPart { Name: var name } => secret(name),
            HostPart server => host(server),
            TextPart { Text: var literal } => text(literal),
            _ => throw new NotSupportedException($"A {part.GetType().Name} cannot be written."),
        }));
}

/// <summary>A part of a value.</summary>
internal abstract record TemplatePart;

/// <summary>Text that is the same everywhere.</summary>
internal sealed record TextPart(string Text) : TemplatePart;

/// <summary>The value of a secret parameter, by the parameter's name.</summary>
internal sealed record SecretPart(string Name) : TemplatePart;

/// <summary>The name by which others reach a server.</summary>
/// <param name="Resource">The server's resource.</param>
/// <param name="Endpoint">The endpoint that is used.</param>
internal sealed record HostPart(string Resource, string Endpoint) : TemplatePart;
