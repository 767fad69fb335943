namespace Conduit.Hosting.Setup;

/// <summary>Adds secret parameters to an AppHost.</summary>
public static class SecretBuilderExtensions
{
    /// <summary>
    /// Adds a secret parameter. Without a configured value it is generated once and stored in the AppHost's user secrets.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="description">What it protects, as the dashboard's page Parameters shows it; Markdown.</param>
    /// <returns>The parameter.</returns>
    /// <example><code>var key = builder.AddGeneratedSecret("jwt-signing-key", "Signs the tokens of the API.");</code></example>
    public static IResourceBuilder<ParameterResource> AddGeneratedSecret(
        this IDistributedApplicationBuilder builder, string name, string description)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Letters and digits only: the value becomes part of connection strings, whose dialects quote differently.
        return builder.AddParameter(name, new GenerateParameterDefault { MinLength = 48, Special = false }, secret: true, persist: true)
            .WithDescription(description, enableMarkdown: true);
    }

    /// <summary>Adds a secret parameter if configuration gives it a value; otherwise neither the run nor the manifest has it.</summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="description">What it protects, as the dashboard's page Parameters shows it; Markdown.</param>
    /// <returns>The parameter; null when it has no value.</returns>
    /// <example><code>var previous = builder.AddOptionalSecret("jwt-previous-signing-key", "The key that signed before.");</code></example>
    public static IResourceBuilder<ParameterResource>? AddOptionalSecret(
        this IDistributedApplicationBuilder builder, string name, string description)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        // A shell's variable names have no dashes, so underscores replace them there.
        var key = $"Parameters:{name}";
        return string.IsNullOrEmpty(builder.Configuration[key] ?? builder.Configuration[key.Replace('-', '_')])
            ? null
            : builder.AddParameter(name, secret: true).WithDescription(description, enableMarkdown: true);
    }
}
