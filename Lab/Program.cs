using System.CommandLine;
using System.CommandLine.Invocation;
using Conduit.Lab;
using Conduit.Lab.Api;
using Conduit.Lab.Baseline;
using Conduit.Lab.Cache;
using Conduit.Lab.Consistency;
using Conduit.Lab.Edge;
using Conduit.Lab.Failover;
using Conduit.Lab.Freshness;
using Conduit.Lab.Jobs;
using Conduit.Lab.Map;
using Conduit.Lab.Map.Lessons;
using Conduit.Lab.Map.Load;
using Conduit.Lab.Media;
using Conduit.Lab.Web;

var lab = new RootCommand(
    "Measures and tests Conduit while it runs. For numbers that count, build both with -c Release and let nothing else run.")
{
    ApiCommand.Create(),
    BareProxy.Create(),
    BaselineCommand.Create(),
    CacheCommand.Create(),
    ConsistencyCommand.Create(),
    EdgeCommand.Create(),
    FailoverCommand.Create(),
    FreshnessCommand.Create(),
    JobsCommand.Create(),
    LoadCommand.Create(),
    MapCommand.Create(),
    MediaCommand.Create(),
    RunCommand.Create(),
    TrivialServer.Create(),
    TrivialPageServer.Create(),
    WebCommand.Create(),
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
