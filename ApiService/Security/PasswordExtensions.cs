namespace Conduit.ApiService.Security;

internal static class PasswordExtensions
{
    public static void AddPasswords(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PasswordOptions>()
            .BindConfiguration(PasswordOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<Passwords>();
    }
}
