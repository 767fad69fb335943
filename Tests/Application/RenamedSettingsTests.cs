using Conduit.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Conduit.Tests.Application;

public sealed class RenamedSettingsTests
{
    [Fact]
    public void Old_name_of_a_setting_stops_the_process_and_names_the_new_one()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read("Oven:Heat"));

        Assert.Equal("The setting Oven:Heat is called Oven:Temperature now: rename it.", fault.Message);
    }

    [Fact]
    public void New_name_of_a_setting_is_read() => Assert.Equal(180, Read("Oven:Temperature"));

    private static int Read(string setting)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [setting] = "180" }).Build());
        services.AddOptions<OvenOptions>().BindConfiguration("Oven").RejectRenamed("Oven", ("Heat", "Temperature"));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<OvenOptions>>().Value.Temperature;
    }

    private sealed class OvenOptions
    {
        public int Temperature { get; set; }
    }
}
