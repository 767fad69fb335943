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
        await using var databases = await FloorDatabases.OpenAsync();
        return await FloorServer.RunAsync(databases);
    }
}
