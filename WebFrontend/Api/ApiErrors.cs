namespace Conduit.WebFrontend.Api;

/// <summary>The errors of a response, as lines such as <c>title can't be blank</c>.</summary>
internal static class ApiErrors
{
    public static readonly IReadOnlyList<string> Unavailable = ["server is not available, please try again"];

    public static async Task<IReadOnlyList<string>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = response.Content.Headers.ContentType?.MediaType is "application/json"
            ? await response.Content.ReadFromJsonAsync(ContractJson.Default.ErrorBody, cancellationToken)
            : null;
        return body?.Errors is { Count: > 0 } errors
            ? [.. errors.SelectMany(field => field.Value.Select(message => $"{field.Key} {message}"))]
            : Unavailable;
    }
}
