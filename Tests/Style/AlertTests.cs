using System.Text.RegularExpressions;

namespace Conduit.Tests.Style;

/// <summary>For each alert, the documentation says what to do.</summary>
public sealed partial class AlertTests
{
    private const string Rules = "deploy/prometheus/alerts.yml";
    private const string Operating = "docs/operating.md";

    [Fact]
    public void Every_alert_has_a_section_and_every_section_an_alert()
    {
        var rules = File.ReadAllText(SourceFiles.FullPath(Rules));
        var alerts = Alert().Matches(rules).Select(match => match.Groups["name"].Value).ToList();
        var document = MarkdownFile.All.Single(file => file.Path == Operating);
        var sections = Section().Match(document.Text).Value;

        Assert.NotEmpty(alerts);
        Assert.Equal(alerts, Heading().Matches(sections).Select(match => match.Groups["name"].Value));
        Assert.Equal(
            alerts.Select(alert => $"{Operating}#{alert.ToLowerInvariant()}"),
            Runbook().Matches(rules).Select(match => match.Groups["address"].Value));
    }

    [GeneratedRegex(@"^ +- alert: (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Alert();

    [GeneratedRegex(@"^ +runbook: (?<address>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Runbook();

    [GeneratedRegex(@"^## Alerts\n.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^### (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();
}
