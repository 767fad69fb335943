using System.Globalization;
using Microsoft.Extensions.Options;

namespace Conduit.Edge;

/// <summary>The servers behind the edge, from the settings of service discovery: <c>services:api:http:0</c> and so on.</summary>
internal sealed class Servers
{
    public ServerSet Api { get; init; } = new();

    public ServerSet Web { get; init; } = new();

    /// <summary>The media service; without one, everything else works.</summary>
    public ServerSet Media { get; init; } = new();

    /// <summary>The name of a server, such as <c>api-1</c> for the first API server.</summary>
    public string NameOf(string kind, string address)
    {
        if (kind == "media") return kind;
        var index = (kind == "api" ? Api : Web).Http.ToList().FindIndex(server => new Uri(server).Authority == new Uri(address).Authority);
        return index < 0 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind}-{index + 1}");
    }
}

internal sealed class ServerSet
{
    public IReadOnlyList<string> Http { get; init; } = [];
}

internal static class ServersExtensions
{
    public static void AddServers(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<Servers>()
            .Bind(builder.Configuration.GetSection("services"))
            .Validate(servers => servers.Api.Http.Count > 0, Missing("api"))
            .Validate(servers => servers.Web.Http.Count > 0, Missing("web"))
            .ValidateOnStart();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<Servers>>().Value);
    }

    private static string Missing(string name) =>
        $"There is no server '{name}': set services__{name}__http__0 to its address, such as http://127.0.0.1:5001 (AppHost does so).";
}
