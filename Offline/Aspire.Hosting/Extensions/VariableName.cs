using System.Text.RegularExpressions;

namespace Aspire.Hosting;

/// <summary>The name of an environment variable for one thing of a resource, as <c>API_HTTP</c>.</summary>
internal static partial class VariableName
{
    public static string Of(string resource, string thing)
    {
        var name = NotInName().Replace($"{resource}_{thing}", "_").ToUpperInvariant();
        return char.IsAsciiDigit(name[0]) ? "_" + name : name;
    }

    [GeneratedRegex("[^A-Za-z0-9_]")]
    private static partial Regex NotInName();
}
