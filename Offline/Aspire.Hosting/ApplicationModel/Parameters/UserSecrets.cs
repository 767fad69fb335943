using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The user secrets file of an AppHost, which several AppHosts may share.</summary>
internal sealed class UserSecrets(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static UserSecrets? Of(Assembly? appHost)
    {
        var id = appHost?.GetCustomAttribute<UserSecretsIdAttribute>()?.UserSecretsId;
        try
        {
            return string.IsNullOrEmpty(id) ? null : new(PathHelper.GetSecretsPathFromSecretsId(id));
        }
        catch (InvalidOperationException)
        {
            throw new DistributedApplicationException("There is no place for user secrets: set HOME to a folder of this user.");
        }
    }

    public string GetOrAdd(string key, Func<string> make)
    {
        var value = "";
        Change(secrets =>
        {
            // Another host may have made it up since this one read its configuration.
            value = secrets[key]?.ToString() ?? make();
            secrets[key] = value;
        });
        return value;
    }

    private void Change(Action<JsonObject> change)
    {
        try
        {
            var folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            using var turn = WaitForTurn();
            var secrets = Read();
            var before = secrets.ToJsonString();
            change(secrets);
            if (secrets.ToJsonString() != before)
                Write(secrets);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The user secrets file {path} cannot be written: {e.Message}", e);
        }
    }

    private FileStream WaitForTurn()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (tries < 100)
            {
                Thread.Sleep(20);
            }
        }
    }

    private JsonObject Read()
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient)?.AsObject() ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DistributedApplicationException($"The user secrets file {path} is not a JSON object: repair or remove it.", e);
        }
    }

    private void Write(JsonObject secrets)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        var written = $"{path}.{Guid.NewGuid():n}";
        using (var file = new StreamWriter(written, options))
            file.Write(secrets.ToJsonString(Indented));
        File.Move(written, path, overwrite: true);
    }
}
