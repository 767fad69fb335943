using System.CommandLine;
using Conduit.Lab.Load;

namespace Conduit.Lab.Cache;

/// <summary><c>lab trivial</c>: a bare Kestrel that gives the same bytes from memory, and does nothing else. What <c>lab cache</c> compares with; it ends when its input ends.</summary>
internal static class TrivialServer
{
    private static readonly Argument<FileInfo[]> Payloads = new("payloads") { Description = "The files it gives, at / and their names" };

    public static Command Create()
    {
        var command = new Command("trivial", "The endpoint that `lab cache` compares with") { Payloads };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(Payloads)));
        return command;
    }

    private static Task<int> RunAsync(FileInfo[] payloads)
    {
        var bodies = payloads.ToDictionary(file => $"/{file.Name}", file => File.ReadAllBytes(file.FullName));
        return BareServer.RunAsync(context =>
        {
            var body = bodies[context.Request.Path.Value!];
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, 0, body.Length);
        });
    }
}
