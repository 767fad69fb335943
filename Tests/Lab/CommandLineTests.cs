namespace Conduit.Tests.Lab;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_lists_the_commands()
    {
        var (_, commands, _) = await LabProcess.RunAsync("--help");
        var (_, options, _) = await LabProcess.RunAsync("api", "--help");

        Assert.All(["api", "cache", "consistency"], command => Assert.Contains(command, commands, StringComparison.Ordinal));
        foreach (var word in new[] { "--target", "--no-baseline", "--scenarios", "favorited", "--seconds", "--out" })
            Assert.Contains(word, options, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rounds", "0")]
    [InlineData("--seconds", "soon")]
    [InlineData("--scenarios", "everything")]
    [InlineData("--target", "ftp://somewhere")]
    [InlineData("--target", "http://localhost:5080/api")]
    public async Task Unusable_argument_is_reported_in_one_line(string option, string value)
    {
        var (code, _, errors) = await LabProcess.RunAsync("api", option, value);

        Assert.Equal(1, code);
        Assert.Contains(value, Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lab_names_the_way_to_the_databases_when_they_are_missing()
    {
        var (code, _, errors) = await LabProcess.RunAsync("api");

        Assert.Equal(1, code);
        var line = Assert.Single(Lines(errors));
        Assert.Contains("ConnectionStrings__accounts", line, StringComparison.Ordinal);
        Assert.Contains("--no-baseline", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lab_names_the_command_that_starts_an_API_when_none_runs()
    {
        var (code, _, errors) = await LabProcess.RunAsync("api", "--no-baseline", "--target", "http://127.0.0.1:1");

        Assert.Equal(1, code);
        Assert.Contains("./run.sh", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lab_names_the_settings_file_when_it_is_not_given()
    {
        var (code, _, errors) = await LabProcess.RunAsync("cache");

        Assert.Equal(1, code);
        Assert.Contains("LiveSettings", Assert.Single(Lines(errors)), StringComparison.Ordinal);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
