using System.CommandLine;
using System.Globalization;
using Conduit.Lab.Load;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conduit.Lab.Web;

/// <summary><c>lab trivial-page</c>: a Kestrel that renders a Blazor page of a size, and does nothing else. What <c>lab web</c> compares with; it ends when its input ends.</summary>
internal static class TrivialPageServer
{
    public static Command Create()
    {
        var command = new Command("trivial-page", "The page that `lab web` compares with") { Hidden = true };
        command.SetAction((_, _) => BareServer.RunAsync(
            context => new RazorComponentResult<TrivialPage>(new { Size = int.Parse(context.Request.Path.Value![1..], CultureInfo.InvariantCulture) }).ExecuteAsync(context),
            services => services.AddRazorComponents()));
        return command;
    }
}
