namespace Conduit.ApiService.Contract;

/// <summary>A header that an endpoint reads, for the API's description.</summary>
internal sealed record RequestHeader(string Name, int MaxLength, string Description);

/// <summary>A header that an endpoint's responses with a status may have, for the API's description.</summary>
internal sealed record ResponseHeader(int Status, string Name, string Description);
