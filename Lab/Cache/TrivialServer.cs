using System.CommandLine;
using Conduit.Lab.Load;
using Conduit.Lab.Options;

namespace Conduit.Lab.Cache;

/// <summary>
/// <c>lab trivial</c>: a Kestrel server without middleware that returns the same bytes from memory. <c>lab cache</c> compares with it; it
/// ends when its input ends.
/// </summary>
internal static class TrivialServer
{
    private static readonly Argument<FileInfo[]> Payloads = new("payloads") { Description = "Files to serve under their names" };

    private static readonly Option<int> Port = CommonOptions.Number("--port", "Port to listen on; 0: any free port", 0, 0, 65535);

    public static Command Create()
    {
        var command = new Command("trivial", "The endpoint that `lab cache` compares with") { Payloads, Port };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(Payloads), parsed.GetValue(Port)));
        return command;
    }

    private static Task<int> RunAsync(FileInfo[] payloads, int port)
    {
        var bodies = payloads.ToDictionary(file => file.Name, file => File.ReadAllBytes(file.FullName));
        return BareServer.RunAsync(port: port, handler: context =>
        {
            // The folder in the path is ignored; health checks get an empty response.
            var path = context.Request.Path.Value!;
            var body = bodies.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..], []);
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, 0, body.Length);
        });
    }
}
