using System.Globalization;

namespace Conduit.Hosting.Publishing.Model;

/// <summary>Reads the values that Aspire's model gives to environment variables and arguments.</summary>
internal static class TemplateReader
{
    // Stands for one part while the text around it is read. No value has this character.
    private const char Mark = '\u0001';

    /// <exception cref="DistributedApplicationException">The value is of a kind that cannot be published.</exception>
    public static Template Read(object? value) => new(Join([.. Parts(value)]));

    private static IEnumerable<TemplatePart> Parts(object? value) => value switch
    {
        null => [],
        string text => [new TextPart(text)],
        ParameterResource parameter => [new SecretPart(parameter.Name)],
        EndpointReference endpoint => Parts(endpoint.Property(EndpointProperty.Url)),
        EndpointReferenceExpression { Endpoint: var endpoint, Property: var property } => Parts(endpoint, property),
        ReferenceExpression expression => Parts(expression),
        ConnectionStringReference { Resource: var source } => Parts(source.ConnectionStringExpression),
        IResourceWithConnectionString source => Parts(source.ConnectionStringExpression),
        IResourceBuilder<IResource> builder => Parts(builder.Resource),
        IFormattable number => [new TextPart(number.ToString(null, CultureInfo.InvariantCulture))],
        _ => throw new DistributedApplicationException(
            $"A value of the kind {value.GetType().Name} cannot be published: TemplateReader does not know it."),
    };

    private static IEnumerable<TemplatePart> Parts(EndpointReference endpoint, EndpointProperty property)
    {
        var host = new HostPart(endpoint.Resource.Name, endpoint.EndpointName);
        var port = new TextPart(PortNumbers.Of(endpoint.Resource, endpoint.EndpointName).ToString(CultureInfo.InvariantCulture));
        var annotation = PortNumbers.Find(endpoint.Resource, endpoint.EndpointName);
        return property switch
        {
            EndpointProperty.Host or EndpointProperty.IPV4Host => [host],
            EndpointProperty.Port or EndpointProperty.TargetPort => [port],
            EndpointProperty.Scheme => [new TextPart(annotation.UriScheme)],
            EndpointProperty.HostAndPort => [host, new TextPart(":"), port],
            EndpointProperty.Url => [new TextPart($"{annotation.UriScheme}://"), host, new TextPart(":"), port],
            // Within the application nothing ends TLS.
            EndpointProperty.TlsEnabled => [new TextPart(bool.FalseString)],
            _ => throw new DistributedApplicationException($"The property {property} of an endpoint cannot be published."),
        };
    }

    // A format such as uri has no effect: the secrets are letters and digits.
    private static IEnumerable<TemplatePart> Parts(ReferenceExpression expression)
    {
        if (expression.IsConditional) return Parts(Branch(expression));
        var marks = Enumerable.Range(0, expression.ValueProviders.Count).Select(object? (int index) => $"{Mark}{index}{Mark}").ToArray();
        return string.Format(CultureInfo.InvariantCulture, expression.Format, marks)
            .Split(Mark)
            .SelectMany((text, index) => index % 2 == 0
                ? [new TextPart(text)]
                : Parts(expression.ValueProviders[int.Parse(text, CultureInfo.InvariantCulture)]));
    }

    private static ReferenceExpression Branch(ReferenceExpression expression)
    {
        var condition = string.Concat(Parts(expression.Condition).OfType<TextPart>().Select(part => part.Text));
        return string.Equals(condition, expression.MatchValue, StringComparison.OrdinalIgnoreCase)
            ? expression.WhenTrue!
            : expression.WhenFalse!;
    }

    // Texts that follow one another become one, empty ones none.
    private static List<TemplatePart> Join(IReadOnlyList<TemplatePart> parts)
    {
        var joined = new List<TemplatePart>();
        foreach (var part in parts)
        {
            if (part is TextPart text && joined is [.., TextPart before])
                joined[^1] = new TextPart(before.Text + text.Text);
            else
                joined.Add(part);
        }

        joined.RemoveAll(part => part is TextPart { Text.Length: 0 });
        return joined;
    }
}
