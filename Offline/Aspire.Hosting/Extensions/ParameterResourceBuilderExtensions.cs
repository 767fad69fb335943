using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds values that come from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that configuration sets as <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, bool secret = false) =>
        builder.AddParameter(Configured(builder, name, secret));

    /// <summary>Adds a parameter with a fixed value.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>Adds a parameter whose value the callback finds.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false)
    {
        if (publishValueAsDefault && secret)
            throw new ArgumentException("A secret must not be published as a default.", nameof(secret));

        return builder.AddParameter(new ParameterResource(name, _ => valueGetter(), secret)
        {
            Default = publishValueAsDefault ? new ConstantParameterDefault(valueGetter) : null,
        });
    }

    /// <summary>Adds a parameter with a default, which can be kept in user secrets once it is made up.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, ParameterDefault value, bool secret = false, bool persist = false)
    {
        var parameter = Configured(builder, name, secret);
        parameter.Default = persist ? Kept(builder, name, value) : value;
        return builder.AddParameter(parameter);
    }

    /// <summary>Adds a connection string that configuration sets as <c>ConnectionStrings:name</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string? environmentVariableName = null)
    {
        var resource = new ConnectionStringParameterResource(
            name, _ => Configured(builder.Configuration, name, $"ConnectionStrings:{name}", null), environmentVariableName);
        return builder.AddParameter(resource);
    }

    /// <summary>Makes a password parameter that is made up once and kept in user secrets, without adding it.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0)
    {
        var parameter = Configured(builder, name, secret: true);
        parameter.Default = Kept(builder, name, new GenerateParameterDefault
        {
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        });
        return parameter;
    }

    internal static IResourceBuilder<T> AddParameter<T>(this IDistributedApplicationBuilder builder, T parameter) where T : ParameterResource
    {
        builder.Eventing.Subscribe<InitializeResourceEvent>(parameter, ParameterState.ShowValueAsync);
        return builder.AddResource(parameter).WithInitialState(ParameterState.Initial(parameter));
    }

    private static ParameterResource Configured(
        IDistributedApplicationBuilder builder, string name, bool secret) =>
        new(name, @default => Configured(builder.Configuration, name, $"Parameters:{name}", @default), secret);

    private static string Configured(ConfigurationManager configuration, string name, string key, ParameterDefault? @default) =>
        configuration[key]
        ?? configuration[key.Replace('-', '_')]
        ?? @default?.GetDefaultValue()
        ?? throw new DistributedApplicationException(
            $"The parameter '{name}' has no value: set it as '{key}' in the configuration or the user secrets of the AppHost.");

    // Only a run needs the value, so only a run keeps it.
    private static ParameterDefault Kept(IDistributedApplicationBuilder builder, string name, ParameterDefault made) =>
        builder.ExecutionContext.IsRunMode && UserSecrets.Of(builder.AppHostAssembly) is { } secrets
            ? new KeptParameterDefault(made, secrets, $"Parameters:{name}")
            : made;
}
