namespace Conduit.WebFrontend.Failures;

/// <summary>Why a form was refused that has no page of its own which could show it; <see cref="FailurePage"/> does.</summary>
internal sealed record FormFailure(string Title, IReadOnlyList<string> Errors);
