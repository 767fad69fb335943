using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Conduit.Tests.Application;

/// <summary>A switch that breaks a rule on purpose exists in Development only, in every service.</summary>
public sealed class UnsafeSwitchesTests : IDisposable
{
    private const string Name = "Unsafe:ServeWithoutValidation";

    private readonly TestFolder _folder = new();

    [Fact]
    public void Outside_Development_the_switch_stops_the_process_with_its_name()
    {
        using var services = Services("Production", Name, "true");

        var fault = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.StartsWith("Unsafe__ServeWithoutValidation must be false outside Development", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public void File_of_live_settings_has_the_switch_only_in_Development(string environment, bool expected)
    {
        File.WriteAllText(_folder["live.json"], """{ "Unsafe": { "ServeWithoutValidation": true } }""");
        using var services = Services(environment, "LiveSettings", _folder["live.json"]);

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal(expected, services.GetRequiredService<IOptionsMonitor<UnsafeOptions>>().CurrentValue.ServeWithoutValidation);
    }

    public void Dispose() => _folder.Dispose();

    private static ServiceProvider Services(string environment, string setting, string value)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration[setting] = value;
        builder.AddServiceDefaults();
        return builder.Services.BuildServiceProvider();
    }
}
