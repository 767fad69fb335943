using Aspire.Hosting.Testing;
using Conduit.Freshness;
using Conduit.Tests.Application;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Conduit.Tests.Freshness;

[Collection(SharedApplication.Name)]
public sealed class IncarnationCheckTests(WholeApplication whole)
{
    private const string User = "managed";
    private const string Password = "of-a-managed-server";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_does_not_start_when_scripts_may_not_read_the_incarnation(bool isFollower)
    {
        var address = (await whole.Application.App.GetConnectionStringAsync("freshness"))!;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(address);
        await redis.GetDatabase().ExecuteAsync("ACL", "SETUSER", User, "on", $">{Password}", "~*", "&*", "+@all", "-info");
        try
        {
            var options = ConfigurationOptions.Parse(address);
            (options.User, options.Password) = (User, Password);
            using var host = Build(options.ToString(includePassword: true), isFollower);

            var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

            Assert.Contains("use one whose scripts may call INFO replication", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
            Assert.DoesNotContain(Password, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            await redis.GetDatabase().ExecuteAsync("ACL", "DELUSER", User);
        }
    }

    [Fact]
    public async Task A_service_starts_when_scripts_may_read_it_or_no_server_answers()
    {
        using var host = Build((await whole.Application.App.GetConnectionStringAsync("freshness"))!, isFollower: false);
        using var alone = Build($"127.0.0.1:{FreePort.Next()}", isFollower: false);

        await host.StartAsync();
        await alone.StartAsync();

        await host.StopAsync();
        await alone.StopAsync();
    }

    private static IHost Build(string connection, bool isFollower)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("ConnectionStrings:freshness", connection)]);
        if (isFollower)
            builder.AddFreshnessFollower();
        else
            builder.AddFreshness();
        return builder.Build();
    }
}
