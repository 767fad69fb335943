using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Conduit.ServiceDefaults;

public static class ServiceRun
{
    /// <summary>Runs the service; a fault of configuration is one line on standard error and exit code 1, for it concerns an operator, not a developer.</summary>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        try
        {
            // Before the host starts, because the host logs what fails there with its stack.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.RunAsync();
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
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            return Fail($"{e.Message} Set ASPNETCORE_URLS to a free port.");
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
