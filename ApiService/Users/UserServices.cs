using Conduit.ApiService.Auth;
using Conduit.Data.Accounts;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Users;

internal sealed record UserServices(AccountsContext Accounts, Shards Shards, Registration Registration, Passwords Passwords, Tokens Tokens);
