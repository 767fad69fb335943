using System.Diagnostics.Metrics;

namespace Conduit.ApiService.Security;

/// <summary>
/// The security log and counter: sign-ins, failures and changes of credentials, with stable event ids and without secrets.
/// </summary>
internal sealed partial class SecurityEvents(ILoggerFactory loggers)
{
    private const string Category = "Conduit.Security";

    private static readonly Meter Meter = new("Conduit.Security");
    private static readonly Counter<long> Events =
        Meter.CreateCounter<long>("conduit.security.events", "{event}", "Sign-ins, failures and changes of credentials.");

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void SignedIn(long account, string? clientIp)
    {
        Count("sign-in");
        LogSignedIn(account, clientIp);
    }

    /// <summary>Records a failed sign-in, without the e-mail address: users sometimes type their password into that field.</summary>
    public void SignInFailed(long? account, string? clientIp)
    {
        Count("sign-in-failed");
        LogSignInFailed(account, clientIp);
    }

    public void SignInBlocked(string? clientIp, TimeSpan wait)
    {
        Count("sign-in-blocked");
        LogSignInBlocked(clientIp, wait.TotalSeconds);
    }

    public void PasswordChanged(long account, string? clientIp)
    {
        Count("password-changed");
        LogPasswordChanged(account, clientIp);
    }

    public void EmailChanged(long account, string? clientIp)
    {
        Count("email-changed");
        LogEmailChanged(account, clientIp);
    }

    public void NameChanged(long account, string? clientIp)
    {
        Count("name-changed");
        LogNameChanged(account, clientIp);
    }

    public void SessionsEnded(long account, long count, string? clientIp)
    {
        if (count == 0) return;
        Count("sessions-ended");
        LogSessionsEnded(account, count, clientIp);
    }

    private static void Count(string name) => Events.Add(1, new KeyValuePair<string, object?>("event.name", name));

    [LoggerMessage(2001, LogLevel.Information, "Account {Account} signed in from {ClientIp}.", EventName = "SignedIn")]
    private partial void LogSignedIn(long account, string? clientIp);

    [LoggerMessage(2002, LogLevel.Warning, "A sign-in from {ClientIp} failed (account {Account}).", EventName = "SignInFailed")]
    private partial void LogSignInFailed(long? account, string? clientIp);

    [LoggerMessage(
        2003,
        LogLevel.Warning,
        "A sign-in from {ClientIp} was refused because too many failed; the next attempt is allowed in {Seconds} s.",
        EventName = "SignInBlocked")]
    private partial void LogSignInBlocked(string? clientIp, double seconds);

    [LoggerMessage(2004, LogLevel.Information, "Account {Account} changed its password from {ClientIp}.", EventName = "PasswordChanged")]
    private partial void LogPasswordChanged(long account, string? clientIp);

    [LoggerMessage(2005, LogLevel.Information, "Account {Account} changed its e-mail address from {ClientIp}.", EventName = "EmailChanged")]
    private partial void LogEmailChanged(long account, string? clientIp);

    [LoggerMessage(2006, LogLevel.Information, "Account {Account} changed its name from {ClientIp}.", EventName = "NameChanged")]
    private partial void LogNameChanged(long account, string? clientIp);

    [LoggerMessage(2007, LogLevel.Information, "{Count} sessions of account {Account} ended from {ClientIp}.", EventName = "SessionsEnded")]
    private partial void LogSessionsEnded(long account, long count, string? clientIp);
}
