namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts only when told to.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;
