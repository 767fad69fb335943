namespace Conduit.Lab.Load;

/// <summary>A bare Kestrel as a process of its own: what <see cref="ServerProcess"/> starts.</summary>
internal static class BareServer
{
    /// <summary>Gives its answers until its parent closes its input.</summary>
    public static async Task<int> RunAsync(RequestDelegate answer)
    {
        // Ctrl+C reaches every process of the terminal, but this one is needed until its parent has written the report.
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
