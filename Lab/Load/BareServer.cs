using System.Globalization;

namespace Conduit.Lab.Load;

/// <summary>A Kestrel server without default middleware in a process of its own, which <see cref="ServerProcess"/> starts.</summary>
internal static class BareServer
{
    /// <summary>Handles requests until the parent process closes the input.</summary>
    public static Task<int> RunAsync(RequestDelegate handler, Action<IServiceCollection>? configure = null, int port = 0) =>
        RunAsync((WebApplication app) => app.Run(handler), configure, port);

    /// <summary>Runs a pipeline until the parent process closes the input.</summary>
    public static async Task<int> RunAsync(Action<WebApplication> configureApp, Action<IServiceCollection>? configure = null, int port = 0)
    {
        // Ctrl+C reaches every process of the terminal, but this one must run until its parent has written the report.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        configure?.Invoke(builder.Services);
        await using var app = builder.Build();
        configureApp(app);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
