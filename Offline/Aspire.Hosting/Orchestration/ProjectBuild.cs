using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Builds a project anew, as a process of the orchestrator: it ends with the application.</summary>
internal sealed partial class ProjectBuild(DcpClient client, string? configuration)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Builds, with the output in the log; why it failed, or null.</summary>
    public async Task<string?> RunAsync(ProjectResource project, ILogger log, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        var name = $"{project.Name}-build-{Guid.NewGuid():N}"[..(project.Name.Length + 15)].ToLowerInvariant();
        await client.CreateAsync(
            DcpClient.Executables,
            new DcpObject<DcpExecutableSpec, DcpExecutableStatus>("Executable", new(name), Describe(project)),
            timeout.Token);
        try
        {
            await UntilAsync(name, s => s.HasStarted, timeout.Token);
            var firstError = await CopyOutputAsync(name, log, timeout.Token);
            var status = await UntilAsync(name, s => s.HasEnded, timeout.Token);
            return status.ExitCode == 0 ? null : firstError ?? $"'dotnet build' ended with {status.ExitCode?.ToString() ?? status.State}.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"'dotnet build' did not end within {Patience.TotalMinutes} minutes.";
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                await client.DeleteAsync(DcpClient.Executables, name, CancellationToken.None);
            }
        }
    }

    // No build servers, which would outlive it.
    private DcpExecutableSpec Describe(ProjectResource project)
    {
        var path = project.Annotations.OfType<IProjectMetadata>().Last().ProjectPath;
        IEnumerable<string> args =
            ["build", path, "--nologo", "--disable-build-servers", "--configuration", configuration ?? "Debug", "-p:AspireSource=offline"];
        return new("dotnet", Path.GetDirectoryName(path), [.. args.Select(ExecutionConfig.EscapeTemplates)], []);
    }

    private async Task<string?> CopyOutputAsync(string name, ILogger log, CancellationToken cancellationToken)
    {
        string? firstError = null;
        using var output = await client.OpenLogAsync(DcpClient.Executables, name, "stdout", follow: true, cancellationToken);
        while (await output.ReadLineAsync(cancellationToken) is { } line)
        {
            // "<number> <time> <text>"
            if (line.Split(' ', 3) is [_, _, var text] && !string.IsNullOrWhiteSpace(text))
            {
                Log.Printed(log, text);
                firstError ??= text.Contains(": error ", StringComparison.Ordinal) ? text.Trim() : null;
            }
        }

        return firstError;
    }

    private async Task<DcpExecutableStatus> UntilAsync(string name, Func<DcpState, bool> reached, CancellationToken cancellationToken)
    {
        for (; ; await Task.Delay(Pause, cancellationToken))
        {
            var found = await client.GetAsync<DcpExecutableSpec, DcpExecutableStatus>(DcpClient.Executables, name, cancellationToken);
            if (found?.Status is { } status && reached(new DcpState(DcpClient.Executables, name, "", status.State)))
            {
                return status;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "[build] {Line}")]
        public static partial void Printed(ILogger logger, string line);
    }
}
