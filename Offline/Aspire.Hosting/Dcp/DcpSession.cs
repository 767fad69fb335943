using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.Dcp;

/// <summary>One run of DCP: its process, its folder, and the way to talk to it.</summary>
internal sealed partial class DcpSession : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    // Meant for the host itself; DCP's children would inherit them.
    private static readonly string[] NotForChildren =
        ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];

    private readonly string _folder;
    private int _stopped;

    private DcpSession(string folder, DcpClient client)
    {
        _folder = folder;
        Client = client;
    }

    public DcpClient Client { get; }

    /// <summary>Cannot be cancelled: what is half started could not be ended.</summary>
    public static async Task<DcpSession> StartAsync(string dcpPath)
    {
        var folder = Directory.CreateTempSubdirectory("aspire-dcp-").FullName;
        try
        {
            using var certificate = DcpCertificate.Create();
            DcpCertificate.Write(certificate, Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
            await LaunchAsync(dcpPath, folder, token);
            var server = await ReadServerAddressAsync(Path.Combine(folder, "kubeconfig"));
            var trusted = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(certificate.RawData);
            var session = new DcpSession(folder, new DcpClient(server, token, trusted));
            await session.WaitUntilReadyAsync();
            return session;
        }
        catch
        {
            // Nothing runs in it yet, or DCP ends with this process and removes it.
            TryDelete(folder);
            throw;
        }
    }

    /// <summary>Stops every child in order, then DCP itself, and leaves no folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await Client.StopServerAsync(timeout.Token);
            while (await Client.AnswersAsync(timeout.Token))
            {
                await Task.Delay(50, timeout.Token);
            }

            while (Directory.Exists(_folder))
            {
                await Task.Delay(50, timeout.Token);
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or DistributedApplicationException)
        {
            TryDelete(_folder);
        }

        Client.Dispose();
    }

    private static async Task LaunchAsync(string dcpPath, string folder, string token)
    {
        // Detached: Ctrl+C in a terminal reaches the host alone, which then stops everything in order.
        var start = new ProcessStartInfo(dcpPath)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "start-apiserver", "--monitor", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--detach",
                "--kubeconfig", Path.Combine(folder, "kubeconfig"),
                "--tls-cert-file", Path.Combine(folder, "cert.pem"), "--tls-key-file", Path.Combine(folder, "key.pem"),
            },
            Environment = { ["DCP_SESSION_FOLDER"] = folder, ["DCP_SECURE_TOKEN"] = token },
        };
        foreach (var name in NotForChildren)
        {
            start.Environment.Remove(name);
        }

        using var process = Start(start);
        using var timeout = new CancellationTokenSource(StartTimeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new DistributedApplicationException($"The orchestrator ({dcpPath}) did not start within {StartTimeout.TotalSeconds} s.");
        }

        if (process.ExitCode != 0)
        {
            var reason = (await process.StandardError.ReadToEndAsync()).Trim().ReplaceLineEndings(" ");
            throw new DistributedApplicationException($"The orchestrator ({dcpPath}) ended with {process.ExitCode}: {reason}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new DistributedApplicationException($"The orchestrator ({start.FileName}) cannot be started: {fault.Message}");
        }
    }

    private static async Task<Uri> ReadServerAddressAsync(string kubeconfig)
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < StartTimeout; await Task.Delay(20))
        {
            // It may be there half written.
            if (File.Exists(kubeconfig) && ServerLine().Match(await File.ReadAllTextAsync(kubeconfig)) is { Success: true } line)
            {
                return new Uri(line.Groups[1].Value);
            }
        }

        throw new DistributedApplicationException($"The orchestrator did not tell its address within {StartTimeout.TotalSeconds} s ({kubeconfig}).");
    }

    private async Task WaitUntilReadyAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        try
        {
            while (!await Client.AnswersAsync(timeout.Token))
            {
                await Task.Delay(20, timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw new DistributedApplicationException($"The orchestrator did not become ready within {StartTimeout.TotalSeconds} s.");
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // DCP is still ending and removes it itself.
        }
    }

    [GeneratedRegex(@"^\s*server:\s*(https://\S+)\s*$", RegexOptions.Multiline)]
    private static partial Regex ServerLine();
}
