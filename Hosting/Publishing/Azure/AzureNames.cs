namespace Conduit.Hosting.Publishing.Azure;

/// <summary>Names that the manifest and the modules share.</summary>
internal static class AzureNames
{
    public const string Environment = "environment";
    public const string Domain = "AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN";
    public const string FrontDoor = "front-door";
    public const string Size = "azure-size";
    public const string Administrator = "shard_administrator";

    public static readonly string SizeValue = $"{{{Size}.value}}";
    public static readonly string Vault = Output(Environment, "vaultName");

    /// <summary>An output of a module, as an expression of the manifest.</summary>
    public static string Output(string module, string name) => $"{{{module}.outputs.{name}}}";

    /// <summary>The value of a parameter, as an expression of the manifest.</summary>
    public static string Value(string parameter) => $"{{{parameter}.value}}";

    /// <summary>The environment variable with a connection string.</summary>
    public static string ConnectionVariable(string name) => $"ConnectionStrings__{name}";
}
