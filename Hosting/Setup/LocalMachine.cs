using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Setup;

/// <summary>What the integrations know of the machine the AppHost runs on; one for an AppHost.</summary>
internal sealed partial class LocalMachine
{
    private readonly IDistributedApplicationBuilder _builder;
    private readonly string _repository;
    private readonly Lazy<string> _root;
    private readonly Lazy<DataFolder> _data;

    private LocalMachine(IDistributedApplicationBuilder builder)
    {
        _builder = builder;
        _repository = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(builder.AppHostDirectory))!;
        (Engine, Reason) = ChooseEngine(builder);
        User = Engine == Engine.Process ? UnprivilegedUser.WhenRoot() : null;
        if (Engine == Engine.Process && OperatingSystem.IsLinux())
            Programs.Run(user: null, "setpriv", ["--version"]); // every server is started by it
        _root = new(ChooseRoot);
        _data = new(OpenData);
    }

    /// <summary>What runs the databases and caches.</summary>
    public Engine Engine { get; }

    /// <summary>Why this engine.</summary>
    public string Reason { get; }

    /// <summary>Whom the servers run as; null: whoever runs the AppHost.</summary>
    public UnprivilegedUser? User { get; }

    /// <summary>The servers' data; only the process engine has it.</summary>
    public DataFolder Data => _data.Value;

    /// <summary>The machine of this AppHost.</summary>
    public static LocalMachine Of(IDistributedApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(service => service.ServiceType == typeof(LocalMachine))
            ?.ImplementationInstance is LocalMachine known)
            return known;

        var machine = new LocalMachine(builder);
        builder.Services.AddSingleton(machine);
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
            {
                var log = started.Services.GetRequiredService<ILogger<LocalMachine>>();
                EngineChosen(log, machine.Engine, machine.Reason);
                return Task.CompletedTask;
            });
        }

        return machine;
    }

    /// <summary>Where a preparing script leaves a program that the machine did not have.</summary>
    public string Tool(string relativePath) => Path.Combine(_root.Value, "tools", relativePath);

    private static (Engine Engine, string Reason) ChooseEngine(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
            return (Engine.Container, "publishing");

        var setting = builder.Configuration["Engine"];
        if (!string.IsNullOrWhiteSpace(setting))
        {
            if (!Enum.TryParse<Engine>(setting, ignoreCase: true, out var chosen) || !Enum.IsDefined(chosen)
                || int.TryParse(setting, out _))
                throw new DistributedApplicationException(
                    $"Engine={setting} is unknown: use process, container, or nothing to choose by machine.");
            if (chosen == Engine.Process && OperatingSystem.IsWindows())
                throw new DistributedApplicationException("Engine=process needs Linux or macOS: use Engine=container here.");
            return (chosen, "the setting Engine says so");
        }

        if (OperatingSystem.IsWindows())
            return (Engine.Container, "the process engine needs Linux or macOS");
        return ContainerRuntime.Find() is { } runtime
            ? (Engine.Container, $"{runtime} answers on this machine")
            : (Engine.Process, "no container runtime answers on this machine");
    }

    // Root often has its clone where nobody else can enter; the servers, which are not root, then live elsewhere.
    private string ChooseRoot()
    {
        if (User is null || User.CanEnter(_repository))
            return Path.Combine(_repository, "artifacts");

        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_repository)))[..12];
        var elsewhere = $"/var/tmp/conduit-{key}";
        // anybody may make that name; only what root made is root's to trust
        if (Programs.Run(user: null, "/bin/sh", ["-c", "[ ! -L \"$1\" ] && { [ ! -e \"$1\" ] || [ -O \"$1\" ]; }",
            "sh", elsewhere]).ExitCode != 0)
            throw new DistributedApplicationException(
                $"{elsewhere} is not ours: remove it, or move the clone where an unprivileged user can enter.");
        return elsewhere;
    }

    private DataFolder OpenData()
    {
        var setting = _builder.Configuration["DataFolder"];
        var path = string.IsNullOrWhiteSpace(setting) ? Path.Combine(_root.Value, "data") : Path.GetFullPath(setting, _repository);
        if (User is not null && Path.GetDirectoryName(path) is { } above && !User.CanEnter(above))
            throw new DistributedApplicationException(
                $"DataFolder {path}: the user {User.Name}, whom the servers run as, cannot enter it: choose another folder.");

        var data = DataFolder.Open(path, User);
        // held until the AppHost is disposed of; a process that dies lets go of it too
        _builder.Services.AddSingleton(_ => data);
        _builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            started.Services.GetRequiredService<DataFolder>();
            return Task.CompletedTask;
        });
        return data;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Databases and caches run as {Engine}: {Reason}.")]
    private static partial void EngineChosen(ILogger logger, Engine engine, string reason);
}
