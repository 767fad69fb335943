using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text made of literals and of values that are known only when the app runs.</summary>
public class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    /// <summary>The expression without any text.</summary>
    public static readonly ReferenceExpression Empty = new("", [], []);

    private readonly string? _conditionalName;

    internal ReferenceExpression(string format, IReadOnlyList<IValueProvider> valueProviders, IReadOnlyList<string?> stringFormats)
    {
        Format = format;
        ValueProviders = valueProviders;
        StringFormats = stringFormats;
        ManifestExpressions = [.. valueProviders.Zip(stringFormats, StringFormat.Manifest)];
    }

    private ReferenceExpression(IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse)
        : this("", [], [])
    {
        (Condition, MatchValue, WhenTrue, WhenFalse) = (condition, matchValue, whenTrue, whenFalse);
        ValueProviders = [.. whenTrue.ValueProviders, .. whenFalse.ValueProviders];
        _conditionalName = ConditionalExpressionName.Of(condition, matchValue, whenTrue, whenFalse);
    }

    /// <summary>The text, with <c>{0}</c>, <c>{1}</c> … where the values go.</summary>
    public string Format { get; }

    /// <summary>What the manifest has in place of each value.</summary>
    public IReadOnlyList<string> ManifestExpressions { get; }

    /// <summary>How each value is written: <c>uri</c> for percent-encoding, or null.</summary>
    public IReadOnlyList<string?> StringFormats { get; }

    /// <summary>Where the values come from.</summary>
    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    /// <summary>Whether one of two expressions is chosen by a condition.</summary>
    public bool IsConditional => Condition is not null;

    /// <summary>The value that decides.</summary>
    public IValueProvider? Condition { get; }

    /// <summary>What the condition must be equal to.</summary>
    public string? MatchValue { get; }

    /// <summary>The expression when it is.</summary>
    public ReferenceExpression? WhenTrue { get; }

    /// <summary>The expression when it is not.</summary>
    public ReferenceExpression? WhenFalse { get; }

    /// <summary>The text as the manifest has it.</summary>
    public string ValueExpression => IsConditional
        ? $"{{{_conditionalName}.connectionString}}"
        : string.Format(CultureInfo.InvariantCulture, Format, [.. ManifestExpressions]);

    internal string? ConditionalName => _conditionalName;

    IEnumerable<object> IValueWithReferences.References => IsConditional
        ? [Condition!, .. ((IValueWithReferences)WhenTrue!).References, .. ((IValueWithReferences)WhenFalse!).References]
        : ValueProviders;

    /// <summary>Makes an expression of an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Build();

    /// <summary>Makes an expression that is one or the other.</summary>
    public static ReferenceExpression CreateConditional(
        IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentException.ThrowIfNullOrEmpty(matchValue);
        ArgumentNullException.ThrowIfNull(whenTrue);
        ArgumentNullException.ThrowIfNull(whenFalse);
        return new(condition, matchValue, whenTrue, whenFalse);
    }

    /// <summary>The text, once all its values are known.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) =>
        GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <summary>The text, once all its values are known, as the context's caller sees it.</summary>
    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
    {
        if (Condition is not null)
        {
            var value = await Condition.GetValueAsync(context, cancellationToken).ConfigureAwait(false);
            var branch = string.Equals(value, MatchValue, StringComparison.OrdinalIgnoreCase) ? WhenTrue! : WhenFalse!;
            return await branch.GetValueAsync(context, cancellationToken).ConfigureAwait(false);
        }

        if (Format.Length == 0)
            return null;

        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = await ValueProviders[i].GetValueAsync(context, cancellationToken).ConfigureAwait(false);
            values[i] = StringFormat.Apply(value, StringFormats[i]);
        }

        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    /// <summary>Takes an interpolated string apart, so that its values can be read later.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler
    {
        private readonly ReferenceExpressionBuilder _builder;

        /// <summary>Begins an expression.</summary>
        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
        {
            _ = literalLength + formattedCount;
            _builder = new();
        }

        /// <summary>Adds a literal.</summary>
        public void AppendLiteral(string value) => _builder.AppendLiteral(value);

        /// <summary>Adds a text.</summary>
        public void AppendFormatted(string? value) => _builder.AppendFormatted(value);

        /// <summary>Adds a text written in a certain way.</summary>
        public void AppendFormatted(string? value, string? format = null) => _builder.AppendFormatted(value, format);

        /// <summary>Adds a value.</summary>
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider);

        /// <summary>Adds a value written in a certain way.</summary>
        public void AppendFormatted<T>(T valueProvider, string? format = null) where T : IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider, format);

        /// <summary>Adds a resource's value.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider.Resource);

        /// <summary>Adds a resource's value written in a certain way.</summary>
        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider.Resource, format);

        /// <summary>Is an error: a format applies to one value, not to an expression.</summary>
        [Obsolete("A format cannot be applied to a whole ReferenceExpression: write out its parts instead.", error: true)]
        public void AppendFormatted(ReferenceExpression valueProvider, string format) =>
            throw new NotSupportedException($"{valueProvider.ValueExpression} cannot be written as {format}");

        internal ReferenceExpression Build() => _builder.Build();
    }
}
