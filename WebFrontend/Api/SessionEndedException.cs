namespace Conduit.WebFrontend.Api;

/// <summary>The API no longer takes the token of this session; <see cref="Account.SessionEnd"/> signs the visitor out.</summary>
internal sealed class SessionEndedException() : Exception("The session's token is no longer valid.");
