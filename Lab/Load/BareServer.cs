using System.Globalization;

namespace Conduit.Lab.Load;

/// <summary>A bare Kestrel as a process of its own: what <see cref="ServerProcess"/> starts.</summary>
internal static class BareServer
{
    /// <summary>Gives its answers until its parent closes its input.</summary>
    public static Task<int> RunAsync(RequestDelegate answer, Action<IServiceCollection>? configure = null, int port = 0) => RunAsync((WebApplication app) => app.Run(answer), configure, port);

    /// <summary>Likewise, with more than one step.</summary>
    public static async Task<int> RunAsync(Action<WebApplication> answer, Action<IServiceCollection>? configure = null, int port = 0)
    {
        // Ctrl+C reaches every process of the terminal, but this one is needed until its parent has written the report.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        configure?.Invoke(builder.Services);
        await using var app = builder.Build();
        answer(app);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
