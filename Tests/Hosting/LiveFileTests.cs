using System.Text.Json;
using Conduit.Hosting.Switches;
using Conduit.Tests.Application;

namespace Conduit.Tests.Hosting;

/// <summary>The file of live settings, which an AppHost and people change.</summary>
public sealed class LiveFileTests : IDisposable
{
    private const string Output = "Caching:Output";
    private const string Text = """
        {
          // The one of the office.
          "Shards": 3,
          "caching": { "Redis": false, },
        }
        """;

    private readonly TestFolder _folder = new();

    private string Path => _folder["live.json"];

    private string? Now => File.Exists(Path) ? File.ReadAllText(Path) : null;

    [Theory]
    [InlineData(null)]
    [InlineData(Text)]
    public void Leased_values_are_beside_the_others_and_leave_no_trace(string? before)
    {
        Write(before);
        var file = new LiveFile(Path);

        file.Lease(Output, "false");
        file.Lease("Edge:Balancing", "Random");

        Assert.Equal(("false", "Random"), (file.Find(Output), file.Find("edge:balancing")));
        Assert.Equal(before is null ? null : "3", file.Find("Shards"));
        file.End(Output);
        file.End("Edge:Balancing");
        Assert.Equal(before, Now);
        Assert.Single(Directory.GetFiles(_folder.Path).DefaultIfEmpty(Path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Text)]
    public void Next_AppHost_restores_what_a_killed_one_has_leased(string? before)
    {
        Write(before);
        var killed = new LiveFile(Path);
        killed.Lease(Output, "false");
        killed.SetPermanent("Feeds:Stored", "false");
        killed.SetPermanent("Feeds:Stored", null);
        killed.Lease("Caching:Redis", "true");

        var next = new LiveFile(Path);

        Assert.True(next.IsRestored);
        Assert.Null(next.Find(Output));
        Assert.Equal(before is null ? null : "false", next.Find("Caching:Redis"));
        Assert.False(new LiveFile(Path).IsRestored);
    }

    [Fact]
    public void What_is_edited_by_hand_meanwhile_stays()
    {
        var file = new LiveFile(Path);
        file.Lease(Output, "false");
        file.Lease("Caching:Redis", "false");

        Write("""{ "Caching": { "Output": true, "Redis": false }, "ApiServers": 4 }""");
        file.End(Output);
        file.End("Caching:Redis");

        Assert.Equal(("true", null, "4"), (file.Find(Output), file.Find("Caching:Redis"), file.Find("ApiServers")));
    }

    [Fact]
    public void Value_that_stays_replaces_the_lease()
    {
        var file = new LiveFile(Path);
        file.Lease(Output, "false");

        file.SetPermanent(Output, "false");
        file.End(Output);

        Assert.Equal("false", file.Find(Output));
        file.SetPermanent(Output, null);
        Assert.Null(Now);
    }

    [Fact]
    public void File_that_is_no_JSON_is_not_overwritten()
    {
        Write("{ \"Caching\": ");
        var file = new LiveFile(Path);

        Assert.ThrowsAny<JsonException>(() => file.Lease(Output, "false"));

        Assert.Equal("{ \"Caching\": ", Now);
    }

    [Theory]
    [InlineData("""{ "caching": { "OUTPUT": true } }""")]
    [InlineData("""{ "Caching:Output": "true" }""")]
    public void Setting_is_found_as_the_configuration_finds_it_and_is_not_written_twice(string text)
    {
        Assert.Equal("true", LiveDocument.Find(text, Output));

        var changed = LiveDocument.With(text, Output, "false");

        Assert.Equal("false", LiveDocument.Find(changed, Output));
        Assert.Null(LiveDocument.With(changed, Output, null));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string? text)
    {
        if (text is not null) File.WriteAllText(Path, text);
    }
}
