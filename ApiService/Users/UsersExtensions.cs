using Conduit.ApiService.Security;

namespace Conduit.ApiService.Users;

internal static class UsersExtensions
{
    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.AddPasswords();
        builder.Services.AddSingleton<AccountService>().AddSingleton<UsernameNormalizer>();
    }
}
