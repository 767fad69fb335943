using System.Diagnostics;

namespace Conduit.Lab;

/// <summary>The lab itself, in another process, which ends when its input does.</summary>
internal static class LabProgram
{
    public static ProcessStartInfo With(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // When the lab is run as `dotnet Lab.dll`, the program is dotnet.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(LabProgram).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}
