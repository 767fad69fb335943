namespace Conduit.WebFrontend.Account;

/// <summary>A short name of the client of a sign-in, from its User-Agent header: a hint for the user, not a proof of identity.</summary>
internal static class ClientName
{
    // The order matters: many browsers also name the browsers that they are derived from.
    private static readonly (string Sign, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Sign, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent)) return "Unknown client";
        var (browser, system) = (Find(Browsers, userAgent), Find(Systems, userAgent));
        return (browser, system) switch
        {
            (not null, not null) => $"{browser} on {system}",
            (null, null) => userAgent.Split('/', ' ')[0],
            _ => browser ?? system!,
        };
    }

    private static string? Find((string Sign, string Name)[] names, string userAgent) =>
        Array.Find(names, name => userAgent.Contains(name.Sign, StringComparison.Ordinal)).Name;
}
