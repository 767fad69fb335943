namespace Conduit.AppHost;

internal static class EdgeCommands
{
    /// <summary>Adds the edge's commands, and gives it the key.</summary>
    public static IResourceBuilder<ProjectResource> WithEdgeCommands(this IResourceBuilder<ProjectResource> edge, IResourceBuilder<ParameterResource> key) => edge
        .WithEnvironment("Edge__Key", key)
        .WithTable("show-servers", "Show servers", "Which servers take requests, how many, and how fast they answer.", "/edge/servers", "The servers are shown.", key)
        .WithOrder("purge-cache", "Purge cache", "Forgets kept answers. None of them is stale: what is no longer so is not given anyway.", "Delete", "/edge/purge", key, Tag);

    private static InteractionInput Tag => new()
    {
        Name = "tag",
        InputType = InputType.Text,
        Label = "Tag",
        Placeholder = "article:77",
        Description = "Forgets what depends on it, as the header Surrogate-Key tells; empty: everything.",
    };
}
