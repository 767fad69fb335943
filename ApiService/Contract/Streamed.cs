namespace Conduit.ApiService.Contract;

/// <summary>Metadata of an endpoint whose answer goes on and on.</summary>
internal sealed class Streamed;
