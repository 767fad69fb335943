namespace Conduit.Lab.Api;

/// <summary>One kind of request.</summary>
/// <param name="Name">As the command line knows it.</param>
/// <param name="Title">As the report shows it.</param>
/// <param name="Writes">Whether it changes data.</param>
/// <param name="Requests">What a side is sent in turn; the side's number tells apart what they write to.</param>
internal sealed record Scenario(string Name, string Title, bool Writes, Func<Corpus, int, IEnumerable<Request>> Requests);
