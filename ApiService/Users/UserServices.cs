using Conduit.ApiService.Auth;
using Conduit.ApiService.Security;
using Conduit.ApiService.Users.Sessions;
using Conduit.Data;
using Conduit.ServiceDefaults;

namespace Conduit.ApiService.Users;

internal sealed record UserServices(
    AccountService Accounts,
    Databases Databases,
    Passwords Passwords,
    Tokens Tokens,
    NewSessions Sessions,
    SignInThrottle Throttle,
    SecurityEvents Events,
    UsernameNormalizer Usernames,
    SiteAddresses Site);
