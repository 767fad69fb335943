namespace Conduit.Hosting.Setup;

/// <summary>Adds secrets that nobody has to think up.</summary>
public static class SecretBuilderExtensions
{
    /// <summary>Adds a secret parameter that is generated, and kept in the developer's user secrets, unless configuration gives it.</summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The parameter's name.</param>
    /// <returns>The parameter.</returns>
    /// <example><code>var key = builder.AddGeneratedSecret("jwt-signing-key");</code></example>
    public static IResourceBuilder<ParameterResource> AddGeneratedSecret(this IDistributedApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // letters and digits only: it goes into connection strings of several dialects
        return builder.AddParameter(name, new GenerateParameterDefault { MinLength = 48, Special = false }, secret: true, persist: true);
    }

    /// <summary>Adds a secret parameter if configuration gives it a value; else it is in no run and in no manifest.</summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The parameter's name.</param>
    /// <returns>The parameter; null when it has no value.</returns>
    /// <example><code>var previous = builder.AddOptionalSecret("jwt-previous-signing-key");</code></example>
    public static IResourceBuilder<ParameterResource>? AddOptionalSecret(this IDistributedApplicationBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        // a shell knows no dashes in names, so a parameter's may be written with underscores
        var key = $"Parameters:{name}";
        return string.IsNullOrEmpty(builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')]) ? null : builder.AddParameter(name, secret: true);
    }
}
