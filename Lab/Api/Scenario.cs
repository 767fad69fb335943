namespace Conduit.Lab.Api;

/// <summary>One kind of request.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">The name in the report.</param>
/// <param name="Writes">Whether it changes data.</param>
/// <param name="Requests">The requests for the side with a number, which writes to articles of its own.</param>
internal sealed record Scenario(string Name, string Title, bool Writes, Func<Corpus, int, IEnumerable<Request>> Requests);
