using System.Net;
using System.Net.Sockets;
using Conduit.Tests.Application;

namespace Conduit.Tests.AppHost;

[Collection(Alone.Name)]
public sealed class SetUpFaultTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task A_busy_site_port_is_named_with_the_setting_that_changes_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var line = await LineAsync($"--Site:Port={port}");

        Assert.Contains($"{port}", line, StringComparison.Ordinal);
        Assert.Contains("Site:Port", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_is_not_ours_is_left_alone()
    {
        var data = Directory.CreateDirectory(_folder["data"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "thesis.txt"), "the only copy");

        var line = await LineAsync();

        Assert.Contains(data, line, StringComparison.Ordinal);
        Assert.Contains("DataFolder", line, StringComparison.Ordinal);
        Assert.Equal("the only copy", await File.ReadAllTextAsync(Path.Combine(data, "thesis.txt")));
    }

    [Theory]
    [InlineData("Shards", "0")]
    [InlineData("Shards", "many")]
    [InlineData("ApiServers", "-1")]
    [InlineData("WebServers", "0")]
    [InlineData("Engine", "steam")]
    [InlineData("Site:Port", "70000")]
    [InlineData("Postgres:SynchronousCommit", "off")]
    [InlineData("Postgres:Standby", "sleepy")]
    [InlineData("Postgres:Failover", "always")]
    [InlineData("Postgres:Restart", "often")]
    [InlineData("Seed:Users", "1")]
    [InlineData("Seed:Articles", "most")]
    [InlineData("Seed:Automatic", "perhaps")]
    public async Task A_bad_setting_is_named(string setting, string value)
    {
        var line = await LineAsync($"--{setting}={value}");

        Assert.Contains(setting, line, StringComparison.Ordinal);
        Assert.Contains(value, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_with_its_former_name_is_rejected_with_the_new_one()
    {
        var line = await LineAsync("--Stamps:MaxMemory=128mb");

        Assert.Contains("Stamps:MaxMemory", line, StringComparison.Ordinal);
        Assert.Contains("Freshness:MaxMemory", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_postgres_is_named()
    {
        var line = await LineAsync("--Engine=process", $"--PgBin={_folder.Path}");

        Assert.Contains(_folder.Path, line, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> LineAsync(params string[] settings) => BrokenSetUp.LineAsync([$"--DataFolder={_folder["data"]}", .. settings]);
}
