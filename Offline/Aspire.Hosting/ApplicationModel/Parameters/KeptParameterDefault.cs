using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A default that is made up once and kept in the user secrets from then on.</summary>
internal sealed class KeptParameterDefault(ParameterDefault made, UserSecrets secrets, string key) : ParameterDefault
{
    public override string GetDefaultValue() => secrets.GetOrAdd(key, made.GetDefaultValue);

    public override void WriteToManifest(ManifestPublishingContext context) => made.WriteToManifest(context);
}
