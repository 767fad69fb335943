using Conduit.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Tests.AppHost;

[Collection(SharedApplication.Name)]
public sealed class WholePictureTests(WholeApplication whole)
{
    [Fact]
    public async Task Every_server_is_healthy_and_every_errand_is_done()
    {
        await whole.Application.TellingAsync(whole.Application.WholeAsync);
    }

    [Fact]
    public void Nothing_is_drawn_that_is_not_known_here()
    {
        var drawn = whole.Application.App.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .Where(resource => resource is ProjectResource or ExecutableResource or ContainerResource)
            .Select(resource => resource.Name)
            .Where(name => name != "aspire-dashboard");

        Assert.Equal(Picture.Servers.Concat(Picture.Errands).Concat(Picture.ByHand).Order(), drawn.Order());
    }

    [LinuxFact]
    public async Task No_secret_is_in_a_log_or_on_a_command_line()
    {
        var author = await whole.Application.Visitor().RegisterAsync("discreet");
        await author.PublishAsync("Nothing to hide");

        foreach (var secret in whole.Application.Secrets.Values)
        {
            Assert.DoesNotContain(whole.Application.Story.Lines(), line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(Processes.All(), process => process.CommandLine.Contains(secret, StringComparison.Ordinal));
        }
        Assert.NotEmpty(whole.Application.Story.Lines("edge"));
    }

    [Fact]
    public async Task A_data_folder_in_use_is_told_in_one_line()
    {
        var line = await BrokenSetUp.LineAsync($"--DataFolder={whole.Application.DataFolder}");

        Assert.Contains(whole.Application.DataFolder, line, StringComparison.Ordinal);
        Assert.Contains("in use", line, StringComparison.Ordinal);
    }
}
