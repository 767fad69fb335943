using Conduit.Data.Schema;
using Microsoft.Extensions.Options;

namespace Conduit.Worker.Schema;

/// <summary>The worker started with the argument <c>migrate</c>: brings all databases to this build's schema and ends.</summary>
internal static class MigrateCommand
{
    public static bool IsAskedFor(string[] args) => args.Contains("migrate", StringComparer.Ordinal);

    public static async Task<int> RunAsync(WebApplication app)
    {
        await using (app)
        {
            using var stop = new CancellationTokenSource();
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                stop.Cancel();
            };
            try
            {
                app.Services.GetRequiredService<IStartupValidator>().Validate();
                await app.Services.GetRequiredService<Migrator>().MigrateAsync(Console.WriteLine, stop.Token);
                return 0;
            }
            catch (OptionsValidationException e)
            {
                return Fail(string.Join(' ', e.Failures));
            }
            catch (MigrationException e)
            {
                return Fail($"Migration failed. {e.Message}");
            }
            catch (OperationCanceledException)
            {
                return Fail("Migration was stopped; what it had begun was rolled back.");
            }
        }
    }

    private static int Fail(string line)
    {
        Console.Error.WriteLine(line);
        return 1;
    }
}
