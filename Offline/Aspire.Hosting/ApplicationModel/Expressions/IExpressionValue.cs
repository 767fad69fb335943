namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value of a running app that a manifest can refer to.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;
