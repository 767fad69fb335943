namespace Conduit.Lab.Map.Requests;

/// <summary>A span of a trace.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Service">The server that recorded it.</param>
/// <param name="Name">What it did.</param>
/// <param name="Start">When it began, in milliseconds after the first span.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Sql">The statement, when it is one.</param>
/// <param name="Database">The database that executed the statement.</param>
/// <param name="Tier">The tier of cache, or the kind of node, that answered.</param>
/// <param name="Status">The status of an HTTP response.</param>
/// <param name="IsError">Whether it failed.</param>
public sealed record Span(
    string Id,
    string Service,
    string Name,
    double Start,
    double Milliseconds,
    string? Sql,
    string? Database,
    string? Tier,
    string? Status,
    bool IsError);
