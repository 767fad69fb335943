using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>What the resources' values refer to and has to be in the manifest too.</summary>
internal sealed class ManifestReferences
{
    private readonly Dictionary<string, ParameterResource> _parameters = [];
    private readonly Dictionary<string, ReferenceExpression> _conditionals = [];
    private readonly Dictionary<string, (string Value, string Format)> _encoded = [];

    public void Add(object value)
    {
        if (value is ParameterResource parameter)
            _parameters.TryAdd(parameter.Name, parameter);

        if (value is ReferenceExpression expression)
            AddEncoded(expression);

        // What another resource is made of is written with that resource.
        if (value is IValueWithReferences { References: var parts } and not IResource and not ConnectionStringReference)
        {
            foreach (var part in parts)
                Add(part);
        }
    }

    public async Task WriteAsync(DistributedApplicationModel model, ManifestPublishingContext manifest)
    {
        foreach (var parameter in _parameters.Values)
        {
            if (!model.Resources.Contains(parameter))
                await new ManifestEntry(parameter, manifest, this).WriteAsync().ConfigureAwait(false);
            foreach (var name in _encoded.Keys.Where(name => _encoded[name].Value == parameter.ValueExpression).ToList())
                WriteEncoded(name, manifest);
        }

        foreach (var name in _encoded.Keys.ToList())
            WriteEncoded(name, manifest);

        foreach (var (name, expression) in _conditionals)
        {
            var branch = await ChooseAsync(expression, manifest.CancellationToken).ConfigureAwait(false);
            manifest.Writer.WriteStartObject(name);
            manifest.Writer.WriteString("type", "value.v0");
            manifest.Writer.WriteString("connectionString", branch.ValueExpression);
            manifest.Writer.WriteEndObject();
        }
    }

    private void AddEncoded(ReferenceExpression expression)
    {
        if (expression.ConditionalName is { } name)
            _conditionals.TryAdd(name, expression);

        foreach (var (provider, format) in expression.ValueProviders.Zip(expression.StringFormats))
        {
            var value = ((IManifestExpressionProvider)provider).ValueExpression;
            if (format is not null)
                _encoded.TryAdd(StringFormat.EncodedName(value, format), (value, format));
        }
    }

    private void WriteEncoded(string name, ManifestPublishingContext manifest)
    {
        _encoded.Remove(name, out var encoded);
        manifest.Writer.WriteStartObject(name);
        manifest.Writer.WriteString("type", "annotated.string");
        manifest.Writer.WriteString("value", encoded.Value);
        manifest.Writer.WriteString("filter", encoded.Format);
        manifest.Writer.WriteEndObject();
    }

    private static async Task<ReferenceExpression> ChooseAsync(ReferenceExpression expression, CancellationToken cancellationToken)
    {
        var value = await expression.Condition!.GetValueAsync(cancellationToken).ConfigureAwait(false);
        return string.Equals(value, expression.MatchValue, StringComparison.OrdinalIgnoreCase) ? expression.WhenTrue! : expression.WhenFalse!;
    }
}
