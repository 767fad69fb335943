using Microsoft.Extensions.DependencyInjection;

namespace Conduit.Hosting.Setup;

/// <summary>
/// The command <c>REPL</c> of a server that runs as a process: its command-line client in a terminal of the dashboard. Aspire's own
/// <c>WithRepl</c> needs a container.
/// </summary>
internal static class ReplCommand
{
    private const string Name = "repl";

    /// <summary>Adds the command, unless the machine lacks the client.</summary>
    /// <param name="server">The server.</param>
    /// <param name="program">The client's path; null when there is none.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="secret">The environment variable from which it reads the password, so that no process list shows it.</param>
    /// <param name="password">The password.</param>
    public static IResourceBuilder<T> WithReplCommand<T>(
        this IResourceBuilder<T> server, string? program, Func<IEnumerable<string>> arguments, string secret, ParameterResource password)
        where T : ExecutableResource
    {
        return program is null ? server : server.WithCommand(Name, "REPL", OpenAsync, new CommandOptions
        {
            Description = $"Opens {Path.GetFileName(program)} in a terminal of the dashboard.",
            IconName = "WindowConsole",
            UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running
                ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled,
        });

        async Task<ExecuteCommandResult> OpenAsync(ExecuteCommandContext context)
        {
            var options = new TerminalLaunchOptions { Title = server.Resource.Name, Executable = program, Arguments = [.. arguments()] };
            options.EnvironmentVariables[secret] = await password.GetValueAsync(context.CancellationToken) ?? "";
            var terminal = context.Services.GetRequiredService<TerminalService>().CreateTerminal(options);
            terminal.Start();
            terminal.Show();
            return CommandResults.Success();
        }
    }
}
