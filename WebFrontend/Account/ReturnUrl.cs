using Microsoft.AspNetCore.WebUtilities;

namespace Conduit.WebFrontend.Account;

/// <summary>Where to go on from a form: a path of this site, whatever was sent.</summary>
internal static class ReturnUrl
{
    public const string Parameter = "returnUrl";

    public static string Local(string? url) => IsLocal(url) ? url! : "/";

    public static string AppendTo(string path, string returnUrl) => QueryHelpers.AddQueryString(path, Parameter, returnUrl);

    /// <summary>Takes the return address along to another page, if there is one.</summary>
    public static string Keep(string path, string? returnUrl) => Local(returnUrl) is "/" ? path : AppendTo(path, returnUrl!);

    // Browsers read // and /\ as the start of another host, and drop control characters first. Our own pages write other letters escaped,
    // and a header takes them no other way.
    private static bool IsLocal(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && url.All(letter => char.IsAscii(letter) && !char.IsControl(letter));
}
