namespace Conduit.AppHost;

internal static class EdgeCommands
{
    /// <summary>Adds the edge's admin commands and passes it their key.</summary>
    public static IResourceBuilder<ProjectResource> WithEdgeCommands(
        this IResourceBuilder<ProjectResource> edge, IResourceBuilder<ParameterResource> key) => edge
        .WithEnvironment("Edge__Key", key)
        .WithTableCommand(
            "show-servers", "Show servers", "Which servers receive requests, how many, and how fast they respond.", "/edge/servers", key)
        .WithActionCommand(
            "purge-cache",
            "Purge cache",
            "Removes cached responses. None of them is stale: the edge validates each one before it serves it.",
            "Delete",
            "/edge/purge",
            key,
            Tag);

    private static InteractionInput Tag => new()
    {
        Name = "tag",
        InputType = InputType.Text,
        Label = "Tag",
        Placeholder = "article:77",
        Description = "Removes the responses that depend on this tag (header Surrogate-Key); empty: all responses.",
    };
}
