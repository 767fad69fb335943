using System.Net;

namespace Conduit.WebFrontend.Api;

/// <summary>The API did not return what a page needs; becomes the error page in <see cref="Failures.FailurePages"/>.</summary>
internal sealed class ApiUnavailableException(HttpStatusCode status, IReadOnlyList<string> errors)
    : Exception($"The API returned {(int)status}: {string.Join("; ", errors)}");
