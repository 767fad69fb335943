using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Conduit.Hosting.Postgres;
using Conduit.Tests.Application;
using Conduit.Tests.Hosting;
using Npgsql;

namespace Conduit.Tests.Media;

/// <summary>
/// The media service alone: no other service of Conduit, but a Postgres server with its database, Azurite, and tokens of the test's own
/// key.
/// </summary>
public sealed class LoneMedia : IAsyncLifetime, IDisposable
{
    public const string Key = "the-key-of-uses";

    private const string StorageKey = "bG9uZS1tZWRpYS1zdG9yYWdlLWtleS1mb3ItdGVzdHM=";

    private readonly TestFolder _folder = new();
    private readonly int _postgresPort = FreePort.Next();
    private readonly int _storagePort = FreePort.Next();
    private readonly List<Process> _processes = [];
    private readonly ConcurrentQueue<string> _output = [];
    private ScriptedServer? _postgres;
    private Uri? _address;

    internal TestTokens Tokens { get; } = new();

    /// <summary>The storage's process.</summary>
    internal Process? Storage { get; private set; }

    /// <summary>The file whose switches take effect at once.</summary>
    /// <summary>Where a server's live settings can be; each server that changes them needs a file of its own.</summary>
    internal string LiveSettings(string name) => _folder[name];

    private string Database => $"Host=127.0.0.1;Port={_postgresPort};Username=media;Password=media-secret;Database=media";

    private string StorageConnection => $"DefaultEndpointsProtocol=http;AccountName=conduit;AccountKey={StorageKey};"
        + $"BlobEndpoint=http://127.0.0.1:{_storagePort}/conduit;";

    public async Task InitializeAsync()
    {
        if (!LocalAzurite.CanRun || LocalPostgres.Binaries is null) return;
        _postgres = new ScriptedServer(PostgresScripts.Primary, Place("postgres"), LocalPostgres.Binaries!,
        [
            new("POSTGRES_USER", "postgres"), new("POSTGRES_PASSWORD", "super-secret"),
            new("PGDATA", Path.Combine(Place("postgres"), "data")), new("PGPORT", $"{_postgresPort}"), new("PGHOST", Place("postgres")),
            new("INIT_FOLDER", Place("postgres/init")), new("SERVICE_ROLE", "conduit"), new("SERVICE_PASSWORD", "service-secret"),
            new("REPLICATION_PASSWORD", "replication-secret"), new("SYNCHRONOUS_COMMIT", "local"), new("STANDBY", "none"),
            new("DATABASES", "accounts media"), new("ROLES", "media"), new("PASSWORD_OF_media", "media-secret"),
            new("CONNECTS", "media:media"), new("OWNERS", "media:media"),
            // It has no replica.
            new("REPLICA_HOST", "127.0.0.1"), new("REPLICA_PORT", "1"),
        ]);
        StartStorage();
        (_address, _) = StartService();
        using var http = new HttpClient { BaseAddress = _address };
        await Eventually.GetAsync(
            () => HealthAsync(http),
            health => health.StartsWith("Healthy", StringComparison.Ordinal),
            "the media service is healthy",
            seconds: 90);
    }

    /// <summary>A client of an account.</summary>
    internal MediaClient Client(long account) => new(new HttpClient { BaseAddress = _address }, Tokens.Of(account));

    /// <summary>A client without a token.</summary>
    internal MediaClient Anonymous() => new(new HttpClient { BaseAddress = _address });

    /// <summary>Starts the storage; its folder stays the same.</summary>
    internal void StartStorage()
    {
        string[] options = ["--skipApiVersionCheck", "--disableTelemetry", "--silent"];
        var start = new ProcessStartInfo(
            "node", [LocalAzurite.Script!, "--location", Place("storage"), "--blobPort", $"{_storagePort}", .. options]);
        start.Environment["AZURITE_ACCOUNTS"] = $"conduit:{StorageKey}";
        Storage = Start(start);
    }

    /// <summary>Starts another server of the service, and returns its address.</summary>
    internal (Uri Address, Process Process) StartService(params (string Name, string Value)[] settings)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));
        var program = Repository.Built("MediaService", OperatingSystem.IsWindows() ? "MediaService.exe" : "MediaService");
        var start = new ProcessStartInfo(program) { WorkingDirectory = Path.GetDirectoryName(program) };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ConnectionStrings__media"] = Database;
        start.Environment["ConnectionStrings__storage"] = StorageConnection;
        start.Environment["Tokens__Authority"] = "";
        start.Environment["Tokens__PublicKeys"] = Tokens.PublicKeys;
        start.Environment["Media__Key"] = Key;
        start.Environment["Media__OrphanInterval"] = "00:00:01";
        start.Environment["LiveSettings"] = LiveSettings("live.json");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return (address, Start(start));
    }

    /// <summary>Runs a statement in the service's database.</summary>
    internal async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{Database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>How many objects the storage has whose names begin so.</summary>
    internal async Task<int> CountObjectsAsync(string prefix)
    {
        var objects = new BlobContainerClient(StorageConnection, "media").GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, default);
        var count = 0;
        await foreach (var _ in objects) count++;
        return count;
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    // Until it answers, what it and its storage have written.
    private async Task<string> HealthAsync(HttpClient http)
    {
        try
        {
            return await (await http.GetAsync("/health")).Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return string.Join('\n', _output);
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
        return process;
    }

    private string Place(string name)
    {
        var path = _folder[name];
        if (Directory.Exists(path)) return path;
        Directory.CreateDirectory(path);
        TestFolder.Allow(path, "777");
        ContainerEntryPoint.Write(path);
        return path;
    }
}
