using Conduit.ServiceDefaults;

namespace Conduit.ApiService.Security;

internal static class PasswordExtensions
{
    public static void AddPasswords(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordOptions>()
            .BindConfiguration(PasswordOptions.Section)
            .RejectRenamed(PasswordOptions.Section, ("AtOnce", nameof(PasswordOptions.Concurrency)))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<Passwords>();
    }
}
