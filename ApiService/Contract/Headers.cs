namespace Conduit.ApiService.Contract;

/// <summary>A header that an endpoint takes, for the API's description.</summary>
internal sealed record RequestHeader(string Name, int MaxLength, string Description);

/// <summary>A header that an endpoint's answers of a status may bear, for the API's description.</summary>
internal sealed record ResponseHeader(int Status, string Name, string Description);
