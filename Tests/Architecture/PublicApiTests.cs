using Conduit.Hosting.Postgres;
using Conduit.Tests.Application;
using PublicApiGenerator;

namespace Conduit.Tests.Architecture;

/// <summary>The public members of Hosting, which other AppHosts could use, change only on purpose.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public async Task Public_members_of_Hosting_are_those_in_the_repository()
    {
        var actual = $"{typeof(PostgresCluster).Assembly.GeneratePublicApi(new() { IncludeAssemblyAttributes = false })}\n";

        var accepted = Path.Combine(Repository.Root, "Tests", "Architecture", "Hosting.txt");
        if (actual == await File.ReadAllTextAsync(accepted)) return;
        var file = Path.Combine(AppContext.BaseDirectory, "Hosting.actual.txt");
        await File.WriteAllTextAsync(file, actual);
        Assert.Fail($"The public members have changed, see {file}. To accept them:\n  cp '{file}' '{accepted}'");
    }
}
