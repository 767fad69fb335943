using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Hosting;

namespace Conduit.ServiceDefaults;

/// <summary>
/// Switches that count at once, while the service runs: those of the JSON file that the setting <c>LiveSettings</c> names.
/// </summary>
public static class LiveSwitches
{
    /// <summary>
    /// Lets the file decide on these switches, before any other setting. Whatever else is in it waits for the next start.
    /// </summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="keys">The switches, as in <c>Caching:Output</c>; each true or false.</param>
    public static void AddLiveSwitches(this IHostApplicationBuilder builder, params string[] keys) => builder.AddLive(keys, value => bool.TryParse(value, out _));

    /// <summary>Lets the file decide on a choice likewise.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="key">The choice, as in <c>Edge:Balancing</c>.</param>
    /// <param name="values">What can be chosen; anything else in the file is no choice.</param>
    public static void AddLiveChoice(this IHostApplicationBuilder builder, string key, IReadOnlyCollection<string> values) => builder.AddLive([key], value => value is not null && values.Contains(value));

    private static void AddLive(this IHostApplicationBuilder builder, string[] keys, Predicate<string?> isValue)
    {
        if (builder.Configuration["LiveSettings"] is not { Length: > 0 } file) return;
        var source = new Source(keys, isValue)
        {
            Path = file,
            Optional = true,
            ReloadOnChange = true,
            // While it is being edited it may be no JSON.
            OnLoadException = fault => fault.Ignore = true,
        };
        source.ResolveFileProvider();
        builder.Configuration.Sources.Add(source);
    }

    private sealed class Source(string[] keys, Predicate<string?> isValue) : JsonConfigurationSource
    {
        public override IConfigurationProvider Build(IConfigurationBuilder builder)
        {
            EnsureDefaults(builder);
            return new Provider(this, keys, isValue);
        }
    }

    // A value that no option can take would be found out where the option is used, by every request.
    private sealed class Provider(Source source, string[] keys, Predicate<string?> isValue) : JsonConfigurationProvider(source)
    {
        public override void Load(Stream stream)
        {
            base.Load(stream);
            foreach (var key in Data.Keys.ToList())
            {
                if (!keys.Contains(key, StringComparer.OrdinalIgnoreCase) || !isValue(Data[key])) Data.Remove(key);
            }
        }
    }
}
