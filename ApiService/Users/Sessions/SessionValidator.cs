using Conduit.ApiService.Auth;
using Conduit.Data;

namespace Conduit.ApiService.Users.Sessions;

/// <summary>
/// Decides whether a token is still valid. The row of its session is cached and validated like any other, so every server refuses an ended
/// session at its next request.
/// </summary>
internal sealed class SessionValidator(Databases databases, SessionActivity activity, TimeProvider time)
{
    /// <summary>The account of a verified token; null when its session has ended or expired.</summary>
    public async Task<Caller?> FindCallerAsync(TokenClaims token, CancellationToken cancellationToken)
    {
        if (token.Session is not { } session) return await FindByVersionAsync(token, cancellationToken);
        if (await FindAsync(session, token.Account, cancellationToken) is not { } row) return null;
        activity.Note(session);
        return row.ToCaller();
    }

    /// <summary>Whether the session of an open stream still lasts.</summary>
    public async Task<bool> IsValidAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.Session is not { } session || await FindAsync(session, caller.Id, cancellationToken) is not null;

    private async Task<SessionRow?> FindAsync(long session, long account, CancellationToken cancellationToken) =>
        await databases.Accounts.ReadAsync(SessionQueries.ById(session, account), cancellationToken) is { } row
        && row.Account.Id == account && row.ExpiresAt > time.GetUtcNow().UtcDateTime
            ? row
            : null;

    // Tokens from before the introduction of sessions are valid until the account's token version changes or they expire.
    private async Task<Caller?> FindByVersionAsync(TokenClaims token, CancellationToken cancellationToken) =>
        await databases.Accounts.ReadAsync(AccountQueries.ById(token.Account), cancellationToken) is { } account
            && account.TokenVersion == token.Version
            ? account.ToCaller()
            : null;
}
