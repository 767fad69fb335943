using Conduit.Hosting.Redis;

namespace Conduit.Hosting.Publishing.Model;

/// <summary>A process of the application.</summary>
/// <param name="Name">The resource's name, by which others reach it.</param>
/// <param name="Image">Its image; for a project without registry and tag.</param>
/// <param name="Arguments">The arguments of its command line.</param>
/// <param name="Environment">Its environment variables, by name.</param>
/// <param name="Ports">The ports on which it listens.</param>
internal abstract record PublishedProcess(
    string Name,
    string Image,
    IReadOnlyList<Template> Arguments,
    IReadOnlyDictionary<string, Template> Environment,
    IReadOnlyList<PublishedPort> Ports)
{
    /// <summary>All values that it is given.</summary>
    public IEnumerable<Template> Values => Environment.Values.Concat(Arguments);

    /// <summary>The secrets that it is given.</summary>
    public IEnumerable<string> Secrets => Values.SelectMany(value => value.Secrets).Distinct();

    /// <summary>Whether it uses a resource: its address, or a connection string of that name.</summary>
    public bool Uses(string resource) =>
        Values.Any(value => value.Hosts.Any(host => host.Resource == resource) || value.Secrets.Contains(resource));
}

/// <summary>A project.</summary>
/// <param name="Name">The resource's name, by which others reach it.</param>
/// <param name="Image">Its image, without registry and tag.</param>
/// <param name="Program">The program in the image, which dotnet runs.</param>
/// <param name="Arguments">The arguments of its command line.</param>
/// <param name="Environment">Its environment variables, by name.</param>
/// <param name="Ports">The ports on which it listens.</param>
/// <param name="Probes">How its health is checked.</param>
/// <param name="Replicas">How many servers of the kind there are.</param>
/// <param name="IsExternal">Whether clients reach it.</param>
/// <param name="FollowsLog">Whether it follows the log of writes.</param>
/// <param name="Waits">The jobs that it waits for.</param>
internal sealed record PublishedService(
    string Name,
    string Image,
    string Program,
    IReadOnlyList<Template> Arguments,
    IReadOnlyDictionary<string, Template> Environment,
    IReadOnlyList<PublishedPort> Ports,
    IReadOnlyList<PublishedProbe> Probes,
    int Replicas,
    bool IsExternal,
    bool FollowsLog,
    IReadOnlyList<string> Waits)
    : PublishedProcess(Name, Image, Arguments, Environment, Ports);

/// <summary>A server that is an official image.</summary>
/// <param name="Name">The resource's name, by which others reach it.</param>
/// <param name="Image">Its image.</param>
/// <param name="EntryPoint">The program in place of the image's own; null: the image's own.</param>
/// <param name="Arguments">The arguments of its command line.</param>
/// <param name="Environment">Its environment variables, by name.</param>
/// <param name="Ports">The ports on which it listens.</param>
/// <param name="Volumes">The paths where it stores data.</param>
/// <param name="Cache">The memory of a Redis server; null: it is none.</param>
internal sealed record PublishedContainer(
    string Name,
    string Image,
    string? EntryPoint,
    IReadOnlyList<Template> Arguments,
    IReadOnlyDictionary<string, Template> Environment,
    IReadOnlyList<PublishedPort> Ports,
    IReadOnlyList<string> Volumes,
    CacheMemory? Cache)
    : PublishedProcess(Name, Image, Arguments, Environment, Ports);

/// <summary>A port.</summary>
/// <param name="Name">The endpoint's name.</param>
/// <param name="Number">The port.</param>
/// <param name="IsExternal">Whether clients reach it.</param>
internal sealed record PublishedPort(string Name, int Number, bool IsExternal);

/// <summary>A request by which a server's health is checked.</summary>
/// <param name="Type">What the result decides.</param>
/// <param name="Path">The path that is requested.</param>
/// <param name="Port">The name of the port.</param>
internal sealed record PublishedProbe(ProbeType Type, string Path, string Port);
