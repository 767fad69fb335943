using System.Security.Cryptography;
using System.Text;
using Conduit.Hosting.Faults;
using Conduit.Hosting.Switches;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conduit.Hosting.Operation;

/// <summary>
/// Lets a tool of this machine read the states of the resources and execute their commands, as the dashboard does: over HTTP, on loopback,
/// with a key that is generated for this run.
/// </summary>
internal sealed class OperatorEndpoint(
    DistributedApplicationModel model,
    ResourceStates states,
    FaultLeases faults,
    LeasedCommands leasedCommands,
    SwitchService? switches = null)
    : IHostedService
{
    private const string KeyHeader = "X-Conduit-Key";
    private const int KeyBytes = 32;

    private WebApplication? _app;

    /// <summary>The key that requests carry.</summary>
    public string Key { get; } = RandomNumberGenerator.GetHexString(2 * KeyBytes, lowercase: true);

    /// <summary>Where it listens, from its start on.</summary>
    public string Address => _app!.Urls.Single();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Empty: it shares no setting, such as the address, with the AppHost.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.Use((context, next) => IsKnown(context.Request) ? next(context) : RefuseAsync(context));
        _app.UseRouting();
        _app.MapGet("/resources", () => states.Current);
        _app.MapPost("/resources/{name}/{command}", ExecuteAsync);
        _app.MapPost("/leases", Renew);
        _app.MapDelete("/leases", EndLeasesAsync);
        _app.MapDelete("/leases/{name}", EndLeasesOfAsync);
        if (switches is not null)
        {
            _app.MapGet("/switches", () => switches.Current);
            _app.MapPut("/switches/{name}", (string name, SwitchChange change) => Respond(switches.Set(name, change)));
            _app.MapDelete("/switches/{name}", (string name) => Respond(switches.End(name)));
        }

        await _app.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private bool IsKnown(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(Key)));

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private async Task<IResult> ExecuteAsync(string name, string command, bool? leased)
    {
        if (model.Resources.FirstOrDefault(resource => resource.Name == name) is not { } resource)
            return Error(StatusCodes.Status404NotFound, "resource", $"{name} is none of this application");

        try
        {
            // The orchestrator would wait in vain for a frozen process to end.
            var isStop = command == KnownResourceCommands.StopCommand || command == KnownResourceCommands.RestartCommand;
            if (isStop)
                await faults.EndProcessFaultsAsync(name);
            // A lease that ends has done what this command would do.
            if (await leasedCommands.EndAsync(name, command))
                return Results.Ok();
            if (isStop)
                await faults.EndAllAsync(name);
            // The orchestrator would wait for the process of a server that was never started.
            if (command == KnownResourceCommands.StopCommand && !states.HasProcess(name))
                return Refuse($"{name} does not run");
            var result = await leasedCommands.ExecuteAsync(resource, command, leased is true);
            return result.Success ? Results.Ok(new { result.Message }) : Refuse(result.Message);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return Refuse(cause.Message);
        }
    }

    private static IResult Refuse(string? reason) => Error(
        StatusCodes.Status409Conflict, "command", reason is { Length: > 0 } ? reason : "cannot be executed now");

    // Of all faults and switches, or of one switch.
    private void Renew([FromQuery(Name = "switch")] string? name)
    {
        if (name is null) faults.Renew();
        switches?.Renew(name);
    }

    private async Task<IResult> EndLeasesAsync()
    {
        switches?.EndAll();
        await faults.EndAllAsync();
        return Results.NoContent();
    }

    private async Task<IResult> EndLeasesOfAsync(string name)
    {
        try
        {
            await faults.EndAllAsync(name);
            return Results.NoContent();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return Refuse(cause.Message);
        }
    }

    private static IResult Respond(SwitchRefusal? refusal) => refusal switch
    {
        null => Results.NoContent(),
        { IsUnknown: true } refused => Error(StatusCodes.Status404NotFound, "switch", refused.Reason),
        var refused => Error(StatusCodes.Status409Conflict, "value", refused.Reason),
    };

    private static IResult Error(int status, string subject, string reason) => Results.Json(
        new { errors = new Dictionary<string, string[]> { [subject] = [reason] } }, statusCode: status);
}
