using System.CommandLine;

namespace Conduit.Lab.Floor;

/// <summary><c>lab floor</c>: what <c>lab api</c> starts as its child; it ends when its input ends.</summary>
internal static class FloorCommand
{
    public static Command Create()
    {
        var command = new Command("floor", "The endpoint that `lab api` compares with") { Hidden = true };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        // Ctrl+C reaches every process of the terminal, but this one is needed until its parent has written the report.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        await using var databases = await FloorDatabases.OpenAsync();
        await using var server = await FloorServer.StartAsync(databases);
        Console.WriteLine(server.Urls.Single());
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
