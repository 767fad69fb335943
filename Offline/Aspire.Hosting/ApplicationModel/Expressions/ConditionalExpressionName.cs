using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The manifest entry that a conditional expression gets.</summary>
internal static partial class ConditionalExpressionName
{
    public static string Of(IValueProvider condition, string matchValue, ReferenceExpression whenTrue, ReferenceExpression whenFalse)
    {
        var expression = (condition as IManifestExpressionProvider)?.ValueExpression;
        var readable = NotInName().Replace(expression?.ToLowerInvariant() ?? "expr", "-").Trim('-');
        var whole = (expression ?? condition.GetType().Name) + whenTrue.ValueExpression + whenFalse.ValueExpression + matchValue;
        return string.Create(CultureInfo.InvariantCulture, $"cond-{readable}-{XxHash32.Of(Encoding.UTF8.GetBytes(whole)):x8}");
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInName();
}
