using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Hosting;

namespace Conduit.ServiceDefaults;

/// <summary>
/// Settings that take effect while the service runs, from the JSON file that the setting <c>LiveSettings</c> names.
/// </summary>
public static class LiveSettings
{
    /// <summary>
    /// Reads these switches from the file, which overrides all other configuration. Other settings in the file need a restart.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="keys">The names of the switches, as in <c>Caching:Output</c>; each is true or false.</param>
    public static void AddLiveSwitches(this IHostApplicationBuilder builder, params string[] keys) =>
        builder.AddLive(keys, value => bool.TryParse(value, out _));

    /// <summary>Reads a setting with a fixed set of values from the file, in the same way.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="key">The name of the setting, as in <c>Edge:Balancing</c>.</param>
    /// <param name="values">The valid values; any other value in the file is ignored.</param>
    public static void AddLiveChoice(this IHostApplicationBuilder builder, string key, IReadOnlyCollection<string> values) =>
        builder.AddLive([key], value => value is not null && values.Contains(value));

    private static void AddLive(this IHostApplicationBuilder builder, string[] keys, Predicate<string?> isValid)
    {
        if (builder.Configuration["LiveSettings"] is not { Length: > 0 } file) return;
        var source = new Source(keys, isValid)
        {
            Path = file,
            Optional = true,
            ReloadOnChange = true,
            // While the file is being edited, it may be invalid JSON.
            OnLoadException = context => context.Ignore = true,
        };
        source.ResolveFileProvider();
        builder.Configuration.Sources.Add(source);
    }

    private sealed class Source(string[] keys, Predicate<string?> isValid) : JsonConfigurationSource
    {
        public override IConfigurationProvider Build(IConfigurationBuilder builder)
        {
            EnsureDefaults(builder);
            return new Provider(this, keys, isValid);
        }
    }

    // Drops invalid values: an option that cannot be bound would make every request fail that reads it.
    private sealed class Provider(Source source, string[] keys, Predicate<string?> isValid) : JsonConfigurationProvider(source)
    {
        public override void Load(Stream stream)
        {
            base.Load(stream);
            foreach (var key in Data.Keys.ToList())
            {
                if (!keys.Contains(key, StringComparer.OrdinalIgnoreCase) || !isValid(Data[key])) Data.Remove(key);
            }
        }
    }
}
