using Aspire.Hosting.Pipelines;
using Conduit.Hosting.Publishing.Compose;
using Conduit.Hosting.Publishing.Kubernetes;
using Conduit.Hosting.Publishing.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conduit.Hosting.Publishing;

/// <summary>Writes an application down for platforms that run containers.</summary>
public static partial class PublishingBuilderExtensions
{
    private const string KubernetesStep = "kubernetes";
    private const string ComposeStep = "compose";

    /// <summary>
    /// Adds the steps <c>kubernetes</c> and <c>compose</c> of a publication, each of which writes its files into the folder of its name in
    /// <c>--output-path</c>. What runs, its environment and who uses whom are read from the model.
    /// </summary>
    /// <remarks>
    /// The settings <c>Images:Registry</c> and <c>Images:Tag</c> say where the images of the projects are. The setting <c>Site:Hosts</c>,
    /// without which a published site does not start, is required.
    /// </remarks>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="product">The name of the whole, of lower-case letters: the names of the images and the namespace.</param>
    /// <example><code>builder.AddPublishing("conduit");</code></example>
    public static void AddPublishing(this IDistributedApplicationBuilder builder, string product)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(product);
        var images = ContainerImageNames.Read(builder.Configuration);
        AddStep(builder, KubernetesStep, product, deployment => new KubernetesFiles(deployment, HostsOf(builder), images).Write());
        AddStep(builder, ComposeStep, product, deployment =>
        {
            // A published edge stops without them.
            HostsOf(builder);
            return ComposeFiles.Write(deployment, images);
        });
    }

    private static void AddStep(
        IDistributedApplicationBuilder builder,
        string name,
        string product,
        Func<Deployment, IReadOnlyDictionary<string, string>> write) =>
        builder.Pipeline.AddStep(
            name, context => PublishAsync(context, name, product, write), requiredBy: WellKnownPipelineSteps.Publish);

    private static string[] HostsOf(IDistributedApplicationBuilder builder) =>
        builder.Configuration["Site:Hosts"] is { Length: > 0 } hosts
            ? hosts.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : throw new DistributedApplicationException(
                "Site:Hosts is missing: publish with the names by which clients reach the site, such as --Site:Hosts www.example.org.");

    private static async Task PublishAsync(
        PipelineStepContext context, string step, string product, Func<Deployment, IReadOnlyDictionary<string, string>> write)
    {
        var deployment = await new DeploymentReader(product, context.Model, context.ExecutionContext).ReadAsync(context.CancellationToken);
        var folder = Path.Combine(context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory(), step);
        foreach (var (path, text) in write(deployment))
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, context.CancellationToken);
            if (!OperatingSystem.IsWindows() && Path.GetExtension(file) == ".sh")
                File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute);
        }

        Written(context.Logger, folder);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Written to {Folder}.")]
    private static partial void Written(ILogger logger, string folder);
}
