using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Conduit.ServiceDefaults;

/// <summary>Settings that have a new name. Using the old name stops the process, so that no setting is ignored silently.</summary>
public static class RenamedSettings
{
    public static OptionsBuilder<T> RejectRenamed<T>(
        this OptionsBuilder<T> builder, string section, params (string Old, string New)[] settings)
        where T : class
    {
        foreach (var (old, current) in settings)
        {
            builder.Validate<IConfiguration>(
                (_, configuration) => !configuration.GetSection($"{section}:{old}").Exists(),
                $"The setting {section}:{old} is called {section}:{current} now: rename it.");
        }

        return builder;
    }
}
