using Microsoft.AspNetCore.WebUtilities;

namespace Conduit.WebFrontend.Forms;

/// <summary>The address that a form redirects to: always a path of this site.</summary>
internal static class ReturnUrl
{
    public const string Parameter = "returnUrl";

    public static string Local(string? url) => IsLocal(url) ? url! : "/";

    public static string AppendTo(string path, string returnUrl) => QueryHelpers.AddQueryString(path, Parameter, returnUrl);

    /// <summary>Adds the return address, if there is one, to the address of another page.</summary>
    public static string Keep(string path, string? returnUrl) => Local(returnUrl) is "/" ? path : AppendTo(path, returnUrl!);

    // Browsers read // and /\ as the start of another host, and remove control characters first. The pages of this site escape all
    // characters that are not ASCII, as the Location header requires.
    private static bool IsLocal(string? url) =>
        url is ['/', ..] && url is not ['/', '/' or '\\', ..] && url.All(letter => char.IsAscii(letter) && !char.IsControl(letter));
}
