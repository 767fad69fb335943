namespace Conduit.ApiService.Contract;

/// <summary>Metadata of an endpoint whose response is a stream of events without an end.</summary>
internal sealed class Streamed;
