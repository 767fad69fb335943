using System.Net;

namespace Conduit.WebFrontend.Api;

/// <summary>The API did not give what a page is made of; turned into the error page by <see cref="Failures.FailurePages"/>.</summary>
internal sealed class ApiUnavailableException(HttpStatusCode status, IReadOnlyList<string> errors)
    : Exception($"The API answered {(int)status}: {string.Join("; ", errors)}");
