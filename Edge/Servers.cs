namespace Conduit.Edge;

/// <summary>The two sets of servers behind the door, as service discovery has them: <c>services:api:http:0</c> and so on.</summary>
internal sealed class Servers
{
    public ServerSet Api { get; init; } = new();

    public ServerSet Web { get; init; } = new();
}

internal sealed class ServerSet
{
    public IReadOnlyList<string> Http { get; init; } = [];
}

internal static class ServersRegistration
{
    public static void AddServers(this WebApplicationBuilder builder) => builder.Services.AddOptions<Servers>()
        .Bind(builder.Configuration.GetSection("services"))
        .Validate(servers => servers.Api.Http.Count > 0, Missing("api"))
        .Validate(servers => servers.Web.Http.Count > 0, Missing("web"))
        .ValidateOnStart();

    private static string Missing(string name) =>
        $"There is no server '{name}': set services__{name}__http__0 to its address, such as http://127.0.0.1:5001 (AppHost does so).";
}
