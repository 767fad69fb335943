using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

/// <summary>An AppHost that cannot start: it must name the reason in one line and end.</summary>
internal static class BrokenSetUp
{
    public static async Task<string> LineAsync(params string[] settings)
    {
        await using var host = HostProcess.Start(["--Site:Port=0", .. settings], new Secrets().Configuration);

        var code = await host.EndAsync();

        Assert.Equal(1, code);
        var line = Assert.Single(host.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", host.Output + host.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", host.Output + host.Errors, StringComparison.Ordinal);
        return line;
    }
}
