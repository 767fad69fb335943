using System.CommandLine;
using System.Globalization;
using Conduit.Lab.Load;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Web;

/// <summary>
/// <c>lab trivial-page</c>: a Kestrel that only renders a Blazor page of a given size, with which <c>lab web</c> compares. It ends when its
/// input ends.
/// </summary>
internal static class TrivialPageServer
{
    public static Command Create()
    {
        var command = new Command("trivial-page", "The page that `lab web` compares with") { Hidden = true };
        command.SetAction((_, _) => BareServer.RunAsync(
            RenderAsync, services => services.AddRazorComponents()));
        return command;
    }

    private static Task RenderAsync(HttpContext context)
    {
        var size = int.Parse(context.Request.Path.Value![1..], CultureInfo.InvariantCulture);
        return new RazorComponentResult<TrivialPage>(new { Size = size }).ExecuteAsync(context);
    }
}
