using System.Text.Json;

namespace Conduit.Lab.Consistency;

/// <summary>
/// Changes a person's registers in random order. A write whose outcome is unknown is repeated until it is acknowledged: its idempotency
/// key makes this safe.
/// </summary>
internal sealed class Writer(Person person, Person next, TimeSpan maxPause, ConsistencyClient client, Tally tally)
{
    private string? _comment;
    private string? _publication;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await WriteAnyAsync(Random.Shared.Next(6));
            await Task.Delay(maxPause * Random.Shared.NextDouble(), cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task WriteAnyAsync(int kind) => kind switch
    {
        0 => WriteAsync(person.Bio, "PUT", "/api/user", version => new { user = new { bio = Person.Text(version) } }),
        1 => WriteAsync(person.Description, "PUT", person.Path, version => new { article = new { description = Person.Text(version) } }),
        2 => SwitchAsync(person.Favorite, $"{next.Path}/favorite"),
        3 => SwitchAsync(person.Follow, $"/api/profiles/{next.Name}/follow"),
        4 => CommentAsync(),
        _ => PublishAsync(),
    };

    private Task<JsonElement> SwitchAsync(Register register, string path) =>
        WriteAsync(register, register.Now.To % 2 == 0 ? "POST" : "DELETE", path, _ => null);

    private async Task CommentAsync()
    {
        var path = $"{next.Path}/comments";
        var response = await WriteAsync(person.Comment, "POST", path, version => new { comment = new { body = Person.Text(version) } });
        var before = _comment;
        _comment = $"{path}/{response.GetProperty("comment").GetProperty("id").GetInt64()}";
        await DeleteAsync(person.DeletedComment, before);
    }

    private async Task PublishAsync()
    {
        var response = await WriteAsync(person.Published, "POST", "/api/articles", version => new
        {
            article = new { title = Person.Text(version), description = "d", body = "b", tagList = new[] { person.Tag } },
        });
        var before = _publication;
        _publication = $"/api/articles/{response.GetProperty("article").GetProperty("slug").GetString()}";
        if (before is not null && !await client.ExistsAsync(before, person.User, tally.AddFailedWrite)) tally.AddLost();
        await DeleteAsync(person.DeletedPublication, before);
    }

    private async Task DeleteAsync(Register register, string? path)
    {
        if (path is not null) await WriteAsync(register, "DELETE", path, _ => null);
    }

    private async Task<JsonElement> WriteAsync(Register register, string method, string path, Func<long, object?> body)
    {
        var version = register.Begin();
        var json = body(version) is { } content ? JsonSerializer.Serialize(content) : null;
        var start = TimeProvider.System.GetTimestamp();
        var isRepeated = false;
        var response = await client.WriteAsync(method, path, person.User, json, failure =>
        {
            isRepeated = true;
            tally.AddFailedWrite(failure);
        });
        register.Acknowledge();
        tally.AddWrite(TimeProvider.System.GetElapsedTime(start), isRepeated);
        return response;
    }
}
