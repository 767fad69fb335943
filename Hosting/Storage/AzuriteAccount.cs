namespace Conduit.Hosting.Storage;

/// <summary>The only account of an emulator: its key is a secret of this application, not the well-known one of the emulator.</summary>
internal static class AzuriteAccount
{
    public const string Name = "conduit";

    /// <summary>The environment variable that names the accounts, so that the key is on no command line.</summary>
    public const string Variable = "AZURITE_ACCOUNTS";

    /// <summary>The client may speak a newer version of the protocol; the operations used here are old ones.</summary>
    public static readonly string[] Options = ["--skipApiVersionCheck", "--disableTelemetry", "--silent"];

    // A key is Base64; a generated secret has letters and digits only, and a length that is a multiple of four.
    public static ReferenceExpression Accounts(ParameterResource key) => ReferenceExpression.Create($"{Name}:{key}");

    public static ReferenceExpression ConnectionString(ReferenceExpression address, ParameterResource key) => ReferenceExpression.Create(
        $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={key};BlobEndpoint={address}/{Name};");

    /// <summary>The same for a file in which a reference stands for the key.</summary>
    public static string ConnectionString(string address, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName={Name};AccountKey={key};BlobEndpoint={address}/{Name};";
}
