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

    public void SignedIn(long account, string? address)
    {
        Count("sign-in");
        LogSignedIn(account, address);
    }

    /// <summary>Records a failed sign-in, without the e-mail address: users sometimes type their password into that field.</summary>
    public void SignInFailed(long? account, string? address)
    {
        Count("sign-in-failed");
        LogSignInFailed(account, address);
    }

    public void SignInBlocked(string? address, TimeSpan wait)
    {
        Count("sign-in-blocked");
        LogSignInBlocked(address, wait.TotalSeconds);
    }

    public void PasswordChanged(long account, string? address)
    {
        Count("password-changed");
        LogPasswordChanged(account, address);
    }

    public void EmailChanged(long account, string? address)
    {
        Count("email-changed");
        LogEmailChanged(account, address);
    }

    public void NameChanged(long account, string? address)
    {
        Count("name-changed");
        LogNameChanged(account, address);
    }

    public void SessionsEnded(long account, long count, string? address)
    {
        if (count == 0) return;
        Count("sessions-ended");
        LogSessionsEnded(account, count, address);
    }

    private static void Count(string name) => Events.Add(1, new KeyValuePair<string, object?>("event.name", name));

    [LoggerMessage(2001, LogLevel.Information, "Account {Account} signed in from {Address}.", EventName = "SignedIn")]
    private partial void LogSignedIn(long account, string? address);

    [LoggerMessage(2002, LogLevel.Warning, "A sign-in from {Address} failed (account {Account}).", EventName = "SignInFailed")]
    private partial void LogSignInFailed(long? account, string? address);

    [LoggerMessage(
        2003,
        LogLevel.Warning,
        "A sign-in from {Address} was refused because too many failed; the next attempt is allowed in {Seconds} s.",
        EventName = "SignInBlocked")]
    private partial void LogSignInBlocked(string? address, double seconds);

    [LoggerMessage(2004, LogLevel.Information, "Account {Account} changed its password from {Address}.", EventName = "PasswordChanged")]
    private partial void LogPasswordChanged(long account, string? address);

    [LoggerMessage(2005, LogLevel.Information, "Account {Account} changed its e-mail address from {Address}.", EventName = "EmailChanged")]
    private partial void LogEmailChanged(long account, string? address);

    [LoggerMessage(2006, LogLevel.Information, "Account {Account} changed its name from {Address}.", EventName = "NameChanged")]
    private partial void LogNameChanged(long account, string? address);

    [LoggerMessage(2007, LogLevel.Information, "{Count} sessions of account {Account} ended from {Address}.", EventName = "SessionsEnded")]
    private partial void LogSessionsEnded(long account, long count, string? address);
}
