using Conduit.Lab.Map.Load;
using Conduit.Lab.Map.Requests;

namespace Conduit.Lab.Map.Lessons;

/// <summary>A step of a lesson's script. Whatever a step changes is put back at the end of the run.</summary>
internal abstract record LessonStep
{
    /// <summary>What it does, for the progress of a run.</summary>
    public abstract string Text { get; }
}

/// <summary>Sets a live setting.</summary>
internal sealed record SetSwitch(string Name, string Value) : LessonStep
{
    public override string Text => $"{Name} = {Value}";
}

/// <summary>Starts a load that lasts until the next one, or until the end of the run.</summary>
internal sealed record StartLoad(LoadKind Kind, int Amount, LoadMix Mix) : LessonStep
{
    public override string Text => Kind is LoadKind.Open ? $"load: {Amount} requests a second" : $"load: {Amount} clients";

    public LoadOptions Options => new(
        Kind, Kind is LoadKind.Open ? Amount : 1, Kind is LoadKind.Closed ? Amount : 1, Mix, Seconds: null);
}

/// <summary>Executes a command of a server, or of each server that a selector chooses: see <see cref="PartSelector"/>.</summary>
internal sealed record Execute(string Part, string Command) : LessonStep
{
    public override string Text => $"{Part}: {Command}";
}

/// <summary>Makes a server slow, by freezing it again and again for a moment.</summary>
internal sealed record SlowDown(string Part) : LessonStep
{
    public override string Text => $"{Part}: slow";
}

/// <summary>Waits until a server that was started is ready and gets its share of the requests.</summary>
internal sealed record WaitForRequests(string Part) : LessonStep
{
    public override string Text => $"waiting for {Part} to be ready";
}

/// <summary>A phase: what the system does under the load.</summary>
/// <param name="Phase">Its name in the result.</param>
/// <param name="Immediately">Whether it begins at once, so that the effect of the step before is within it.</param>
internal sealed record Measure(string Phase, bool Immediately = false) : LessonStep
{
    public override string Text => $"measuring: {Phase}";
}

/// <summary>A phase in which one client does the same again and again.</summary>
/// <param name="Phase">Its name in the result.</param>
/// <param name="Action">What the client does.</param>
internal sealed record Send(string Phase, UserAction Action) : LessonStep
{
    public override string Text => $"{Action.Label}: {Phase}";
}
