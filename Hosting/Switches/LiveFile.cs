using System.Text.Json;

namespace Conduit.Hosting.Switches;

/// <summary>
/// The file of live settings, which people and tests edit, too. Values may be leased: then a journal beside the file says what it holds
/// without them, so that the next AppHost can restore it when this one is killed. Not for concurrent use.
/// </summary>
internal sealed class LiveFile
{
    private readonly string _path;
    private readonly string _journal;
    private readonly Dictionary<string, string> _leases = [];

    // What the file holds without the leased values; null: there is no file.
    private string? _original;

    /// <summary>Opens the file, and restores what an AppHost has left that was killed.</summary>
    /// <exception cref="JsonException">The file or its journal is not JSON.</exception>
    public LiveFile(string path)
    {
        (_path, _journal) = (path, JournalOf(path));
        if (Read(_journal) is { } left && JsonSerializer.Deserialize<Journal>(left) is { } journal)
        {
            (_original, _leases) = (journal.Original, journal.Leases);
            Refresh();
            _leases.Clear();
            IsRestored = true;
            Save();
        }
        else
        {
            _original = Read(_path);
        }
    }

    /// <summary>The journal of a file; it exists while the file holds leased values.</summary>
    public static string JournalOf(string path) => $"{path}.leases";

    /// <summary>Whether the file was restored when it was opened.</summary>
    public bool IsRestored { get; }

    /// <summary>The value of a setting in the file; null when it has none.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public string? Find(string key) => LiveDocument.Find(Read(_path), key);

    /// <summary>The value that a setting has without its lease; null when it has none.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public string? FindPermanent(string key)
    {
        Refresh();
        return LiveDocument.Find(_original, key);
    }

    /// <summary>Sets a value that stays, or removes it.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public void SetPermanent(string key, string? value)
    {
        Refresh();
        _leases.Remove(key);
        _original = LiveDocument.With(_original, key, value);
        Save();
    }

    /// <summary>Sets a value that <see cref="End"/> takes back.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public void Lease(string key, string value)
    {
        Refresh();
        _leases[key] = value;
        Save();
    }

    /// <summary>Takes a leased value back; one that was edited meanwhile stays.</summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    public void End(string key)
    {
        Refresh();
        if (_leases.Remove(key))
            Save();
    }

    // What was edited by hand since the last change stays.
    private void Refresh()
    {
        var text = Read(_path);
        if (text == Compose())
            return;

        foreach (var (key, value) in _leases.ToList())
        {
            if (LiveDocument.Find(text, key) == value)
                text = LiveDocument.With(text, key, LiveDocument.Find(_original, key));
            else
                _leases.Remove(key);
        }

        _original = text;
    }

    private string? Compose() => _leases.Aggregate(_original, (text, lease) => LiveDocument.With(text, lease.Key, lease.Value));

    // The journal first and last: whenever this process ends, the next one finds what to restore.
    private void Save()
    {
        if (_leases.Count > 0)
            Write(_journal, JsonSerializer.Serialize(new Journal(_original, _leases)));
        var text = Compose();
        if (text is null)
            File.Delete(_path);
        else if (text != Read(_path))
            Write(_path, text);
        if (_leases.Count == 0)
            File.Delete(_journal);
    }

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    // A reader sees the old text or the new one, never a part of it.
    private static void Write(string path, string text)
    {
        var next = $"{path}.next";
        File.WriteAllText(next, text);
        File.Move(next, path, overwrite: true);
    }

    private sealed record Journal(string? Original, Dictionary<string, string> Leases);
}
