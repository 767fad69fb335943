using System.CommandLine;
using System.CommandLine.Invocation;
using Conduit.Lab;
using Conduit.Lab.Api;
using Conduit.Lab.Cache;
using Conduit.Lab.Consistency;
using Conduit.Lab.Floor;

var lab = new RootCommand("Measures and tests Conduit while it runs. For numbers that count, build both with -c Release and let nothing else run.")
{
    ApiCommand.Create(),
    CacheCommand.Create(),
    ConsistencyCommand.Create(),
    FloorCommand.Create(),
    TrivialServer.Create(),
};

try
{
    var parsed = lab.Parse(args);
    // what is wrong is said in a line, not under a page of help
    if (parsed.Action is ParseErrorAction fault) fault.ShowHelp = false;
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
    });
}
catch (LabException stop)
{
    await Console.Error.WriteLineAsync(stop.Message);
    return 1;
}
