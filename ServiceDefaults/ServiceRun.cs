using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Conduit.ServiceDefaults;

public static class ServiceRun
{
    /// <summary>
    /// Runs the service; a fault of configuration is one line on standard error and exit code 1, for it concerns an operator, not a
    /// developer.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="finish">The last of its set-up, for which its settings must be good.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunServiceAsync(this WebApplication app, Action<WebApplication>? finish = null) => RunAsync(
        app,
        () =>
        {
            finish?.Invoke(app);
            return app.RunAsync();
        },
        fault => fault is IOException { InnerException: AddressInUseException } ? $"{fault.Message} Set ASPNETCORE_URLS to a free port." : null);

    /// <summary>Does one thing instead of serving, and gives the exit code. Ctrl+C ends it.</summary>
    /// <param name="app">The service, which is not started.</param>
    /// <param name="act">Does it.</param>
    /// <param name="explain">What went wrong in one line; null for what was not to be expected.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunOnceAsync(this WebApplication app, Func<CancellationToken, Task> act, Func<Exception, string?> explain)
    {
        await using var disposed = app;
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        return await RunAsync(app, () => act(stop.Token), explain);
    }

    private static async Task<int> RunAsync(WebApplication app, Func<Task> act, Func<Exception, string?> explain)
    {
        try
        {
            // Before the host starts, because the host logs what fails there with its stack.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await act();
            return 0;
        }
        catch (AggregateException e) when (e.InnerExceptions.All(IsSetting))
        {
            return Fail(string.Join(' ', e.InnerExceptions.Select(one => one.Message)));
        }
        catch (Exception e) when (IsSetting(e))
        {
            return Fail(e.Message);
        }
        catch (Exception e) when (explain(e) is { } line)
        {
            return Fail(line);
        }
    }

    // A value that was refused, or that is not even of its setting's type.
    private static bool IsSetting(Exception e) => e is OptionsValidationException or InvalidOperationException { InnerException: FormatException or ArgumentException };

    private static int Fail(string line)
    {
        Console.Error.WriteLine(line.ReplaceLineEndings(" "));
        return 1;
    }
}
