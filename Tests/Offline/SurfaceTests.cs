using Conduit.Tests.Application;

namespace Conduit.Tests.Offline;

/// <summary>Offline/ has no member that Aspire's packages lack, so that what compiles with it compiles with them.</summary>
public sealed class SurfaceTests
{
    [Theory]
    [InlineData("Tests", "Aspire.Hosting")]
    [InlineData("Tests", "Aspire.Hosting.PostgreSQL")]
    [InlineData("Tests", "Aspire.Hosting.Redis")]
    [InlineData("Tests", "Aspire.Hosting.Testing")]
    [InlineData("ApiService", "Aspire.Npgsql.EntityFrameworkCore.PostgreSQL")]
    [InlineData("ApiService", "Aspire.StackExchange.Redis.OutputCaching")]
    public void Every_public_member_is_one_of_Aspires(string project, string assembly)
    {
        // Made from the packages 13.5.4 themselves.
        var genuine = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Offline", "aspire-surface-13.5.txt")).ToHashSet(StringComparer.Ordinal);
        using var surface = new Surface(Repository.Built(project, $"{assembly}.dll"));

        var members = surface.Members().ToList();

        Assert.NotEmpty(members);
        Assert.Equal([], members.Except(genuine));
    }
}
