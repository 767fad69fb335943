using Conduit.ServiceDefaults;

namespace Conduit.ApiService.Users;

internal static class UsersExtensions
{
    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordOptions>()
            .BindConfiguration(PasswordOptions.Section)
            .RejectRenamed(PasswordOptions.Section, ("AtOnce", nameof(PasswordOptions.Concurrency)))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<Passwords>().AddSingleton<Accounts>().AddSingleton<UsernameNormalizer>();
    }
}
