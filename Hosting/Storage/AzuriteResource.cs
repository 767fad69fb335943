using System.Globalization;

namespace Conduit.Hosting.Storage;

/// <summary>Azurite, the emulator of Azure Blob Storage, run as a process of this machine by Node.js.</summary>
public sealed class AzuriteResource : ExecutableResource, IResourceWithConnectionString
{
    internal const string EndpointName = "http";
    internal const string LaunchScriptName = "azurite.sh";

    internal AzuriteResource(string name, ParameterResource key, string folder)
        : base(name, "/bin/sh", folder)
    {
        Key = key;
        Folder = folder;
        Endpoint = new EndpointReference(this, EndpointName);
    }

    /// <summary>Where it listens, on loopback.</summary>
    public EndpointReference Endpoint { get; }

    /// <summary>The key of its only account.</summary>
    public ParameterResource Key { get; }

    /// <summary>The connection string, in Azure Storage's form.</summary>
    public ReferenceExpression ConnectionStringExpression => AzuriteAccount.ConnectionString(
        ReferenceExpression.Create($"http://127.0.0.1:{Endpoint.Property(EndpointProperty.Port)}"), Key);

    internal string Folder { get; }

    internal string LaunchScript => Path.Combine(Folder, LaunchScriptName);

    /// <summary>The command that serves blobs from the folder.</summary>
    internal IEnumerable<string> CommandOf(AzuriteProgram program) =>
    [
        program.Node, program.Script, "--location", Folder, "--blobHost", "127.0.0.1",
        "--blobPort", Endpoint.Port.ToString(CultureInfo.InvariantCulture), .. AzuriteAccount.Options,
    ];
}

/// <summary>Azurite in a container, for the engine <c>container</c>.</summary>
internal sealed class AzuriteContainerResource(string name, ParameterResource key) : ContainerResource(name), IResourceWithConnectionString
{
    /// <summary>The connection string, in Azure Storage's form.</summary>
    public ReferenceExpression ConnectionStringExpression => AzuriteAccount.ConnectionString(
        ReferenceExpression.Create($"{new EndpointReference(this, AzuriteResource.EndpointName).Property(EndpointProperty.Url)}"), key);
}
