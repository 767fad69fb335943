using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.ServiceDefaults;

internal static class UnsafeSwitches
{
    private const string Name = $"{UnsafeOptions.Section}:{nameof(UnsafeOptions.ServeWithoutValidation)}";

    public static void AddUnsafeSwitches(this IHostApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment()) builder.AddLiveSwitches(Name);
        builder.Services.AddOptions<UnsafeOptions>()
            .BindConfiguration(UnsafeOptions.Section)
            .Validate<IHostEnvironment>(
                (options, environment) => environment.IsDevelopment() || !options.ServeWithoutValidation,
                "Unsafe__ServeWithoutValidation must be false outside Development: it lets readers miss acknowledged writes.")
            .ValidateOnStart();
    }
}
