using System.CommandLine;

namespace Conduit.Lab.Baseline;

/// <summary>The command line of <c>lab baseline</c>, which <c>lab api</c> starts as a child process; it ends when its input ends.</summary>
internal static class BaselineCommand
{
    public static Command Create()
    {
        var command = new Command("baseline", "The endpoint that `lab api` compares with") { Hidden = true };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        await using var databases = await BaselineDatabases.OpenAsync();
        return await BaselineServer.RunAsync(databases);
    }
}
