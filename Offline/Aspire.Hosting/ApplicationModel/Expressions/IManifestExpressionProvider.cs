namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that a manifest can refer to.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The reference, as <c>{name.value}</c>.</summary>
    string ValueExpression { get; }
}
