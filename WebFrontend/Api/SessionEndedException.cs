namespace Conduit.WebFrontend.Api;

/// <summary>The API refused the session's token; <see cref="Account.EndedSessionMiddleware"/> signs the visitor out.</summary>
internal sealed class SessionEndedException() : Exception("The session's token is no longer valid.");
