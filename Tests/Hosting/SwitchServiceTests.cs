using Conduit.Hosting.Faults;
using Conduit.Hosting.Switches;
using Conduit.Tests.Application;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conduit.Tests.Hosting;

public sealed class SwitchServiceTests : IDisposable
{
    private const string Cache = "Edge:Cache";
    private const string Unsafe = "Unsafe:Rule";

    private static readonly LiveSwitch[] Switches =
    [
        new(Cache, "Cache", "It caches.", ["true", "false"]),
        new("Edge:Balancing", "Balancing", "It balances.", ["Random", "First"]),
        new(Unsafe, "Rule", "It breaks a rule.", ["false", "true"], IsUnsafe: true),
    ];

    private readonly TestFolder _folder = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    [Fact]
    public void Value_in_force_is_that_of_the_file_else_of_the_configuration_else_the_default()
    {
        var service = Service(new() { ["Edge:Balancing"] = "first", [Cache] = "sometimes" });

        Assert.Equal(["true", "First", "false"], service.Current.Select(one => one.Value));
        Assert.Null(service.Set("edge:balancing", new("random", Leased: false)));
        Assert.Equal("Random", service.Current[1].Value);
    }

    [Theory]
    [InlineData("Edge:Coche", "true", true)]
    [InlineData(Cache, "perhaps", false)]
    [InlineData(Cache, null, false)]
    public void Unknown_switch_or_value_is_refused_with_what_is_possible(string name, string? value, bool isUnknown)
    {
        var refused = Service().Set(name, new(value, Leased: false))!;

        Assert.Equal(isUnknown, refused.IsUnknown);
        Assert.Contains(isUnknown ? Unsafe : "true, false", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_that_stays_is_written_also_when_the_services_have_it_anyway()
    {
        File.WriteAllText(_folder["live.json"], """{ "Edge": { "Cache": false } }""");
        var service = Service(new() { [Cache] = "false" });

        service.Set(Cache, new("true", Leased: false));
        service.Set(Cache, new("false", Leased: false));

        Assert.Equal("false", new LiveFile(_folder["live.json"]).Find(Cache));
    }

    [Fact]
    public void Ended_lease_shows_the_value_that_stays_also_when_it_was_set_meanwhile()
    {
        var service = Service();
        service.Set("Edge:Balancing", new("First", Leased: true));
        service.Set(Cache, new("false", Leased: true));
        service.Set(Cache, new("true", Leased: false));
        service.Set(Cache, new("false", Leased: false));

        Assert.Null(service.End("edge:balancing"));
        Assert.Null(service.End(Cache));

        Assert.Equal(["false", "Random", "false"], service.Current.Select(one => one.Value));
        Assert.True(service.End("Edge:Coche")!.IsUnknown);
    }

    [Theory]
    [InlineData(Cache, "false", true)]
    [InlineData(Unsafe, "true", false)]
    public async Task Lease_ends_when_the_AppHost_stops_and_an_unsafe_switch_is_always_leased(string name, string value, bool leased)
    {
        using var service = Service();
        await service.StartAsync(CancellationToken.None);
        service.Set(name, new(value, leased));
        Assert.Equal(value, service.Current.Single(one => one.Name == name).Value);

        _lifetime.StopApplication();

        await Eventually.TrueAsync(() => Task.FromResult(!File.Exists(_folder["live.json"])), "the file is as it was");
        await service.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("3")]
    [InlineData("00:00:00")]
    public void Length_of_a_lease_that_cannot_be_used_is_named(string text)
    {
        var settings = new Dictionary<string, string?> { ["Faults:Lease"] = text };

        var fault = Assert.Throws<DistributedApplicationException>(
            () => LeaseDuration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));

        Assert.StartsWith($"Faults:Lease={text} cannot be used", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private SwitchService Service(Dictionary<string, string>? configured = null) => new(
        new LiveFile(_folder["live.json"]),
        Switches,
        configured ?? [],
        new(TimeSpan.FromMinutes(1)),
        _lifetime,
        NullLogger<SwitchService>.Instance);
}
