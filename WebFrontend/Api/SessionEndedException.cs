namespace Conduit.WebFrontend.Api;

/// <summary>The API refused the session's token; <see cref="Account.SessionEnd"/> signs the visitor out.</summary>
internal sealed class SessionEndedException() : Exception("The session's token is no longer valid.");
