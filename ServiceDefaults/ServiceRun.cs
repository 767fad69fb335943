using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Conduit.ServiceDefaults;

public static class ServiceRun
{
    /// <summary>
    /// Runs the service. A configuration error is written as one line to standard error, with exit code 1: operators need the remedy, not
    /// a stack trace.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="configure">The part of the set-up that needs validated settings.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunServiceAsync(this WebApplication app, Action<WebApplication>? configure = null) => RunAsync(
        app,
        () =>
        {
            configure?.Invoke(app);
            return app.RunAsync();
        },
        DescribePortInUse);

    /// <summary>Runs one operation instead of serving requests. Ctrl+C cancels it.</summary>
    /// <param name="app">The service, which is not started.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="describe">Describes an expected error in one line; returns null for an unexpected one, which is rethrown.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunOnceAsync(
        this WebApplication app, Func<CancellationToken, Task> operation, Func<Exception, string?> describe)
    {
        await using var disposed = app;
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            cancellation.Cancel();
        };
        return await RunAsync(app, () => operation(cancellation.Token), describe);
    }

    private static async Task<int> RunAsync(WebApplication app, Func<Task> operation, Func<Exception, string?> describe)
    {
        try
        {
            // Validates before the host starts, because the host would log a failure with its stack.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await operation();
            return 0;
        }
        catch (AggregateException e) when (e.InnerExceptions.All(IsConfigurationError))
        {
            return Fail(string.Join(' ', e.InnerExceptions.Select(inner => inner.Message)));
        }
        catch (Exception e) when (IsConfigurationError(e))
        {
            return Fail(e.Message);
        }
        catch (Exception e) when (describe(e) is { } line)
        {
            return Fail(line);
        }
    }

    private static string? DescribePortInUse(Exception e) =>
        e is IOException { InnerException: AddressInUseException } ? $"{e.Message} Set ASPNETCORE_URLS to a free port." : null;

    // The value of a setting failed its validation, or could not be converted to the type of the setting.
    private static bool IsConfigurationError(Exception e) =>
        e is OptionsValidationException or InvalidOperationException { InnerException: FormatException or ArgumentException };

    private static int Fail(string line)
    {
        Console.Error.WriteLine(line.ReplaceLineEndings(" "));
        return 1;
    }
}
