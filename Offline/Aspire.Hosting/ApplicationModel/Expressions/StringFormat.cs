namespace Aspire.Hosting.ApplicationModel;

/// <summary>The ways a value can be written inside an expression; there is one, <c>uri</c>.</summary>
internal static class StringFormat
{
    private const string Uri = "uri";

    public static string? Apply(string? value, string? format) => format switch
    {
        null => value,
        Uri => value is null ? null : System.Uri.EscapeDataString(value),
        _ => throw new FormatException($"The format '{format}' is not supported; '{Uri}' is."),
    };

    // A formatted value gets an entry of its own in the manifest, which says how it is encoded.
    public static string Manifest(IValueProvider provider, string? format)
    {
        var expression = ((IManifestExpressionProvider)provider).ValueExpression;
        return format is null ? expression : $"{{{EncodedName(expression, format)}.value}}";
    }

    public static string EncodedName(string expression, string format) =>
        $"{expression.Trim('{', '}').Replace(".value", "", StringComparison.Ordinal).Replace('.', '-')}-{format}-encoded";
}
