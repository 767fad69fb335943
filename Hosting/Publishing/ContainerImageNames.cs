using Microsoft.Extensions.Configuration;

namespace Conduit.Hosting.Publishing;

/// <summary>Where the images of projects are: the settings <c>Images:Registry</c> and <c>Images:Tag</c>.</summary>
/// <param name="Registry">The registry with its path; nothing: the images are on the machine.</param>
/// <param name="Tag">Their tag.</param>
internal sealed record ContainerImageNames(string Registry, string Tag)
{
    public static ContainerImageNames Read(IConfiguration configuration) => new(
        configuration["Images:Registry"] is { Length: > 0 } registry ? $"{registry.TrimEnd('/')}/" : "",
        configuration["Images:Tag"] is { Length: > 0 } tag ? tag : "latest");

    /// <summary>The name with its registry, without the tag.</summary>
    public string Repository(string image) => $"{Registry}{image}";
}
