namespace Conduit.Tests.Freshness;

/// <summary>The protocol of docs/freshness.md, without one of its rules: what may happen next.</summary>
/// <param name="without">The rule that is taken out.</param>
/// <param name="bounds">How much may go wrong.</param>
internal sealed partial class Protocol(Rule without, Bounds bounds)
{
    private const sbyte Bypass = 9;

    public static State Start => new();

    public IEnumerable<(string Step, State Next)> Next(State state) => [
        .. Writes(state, state.One, 1, "one", (ref State s, Writer w) => s.One = w),
        .. Writes(state, state.Two, 2, "two", (ref State s, Writer w) => s.Two = w),
        .. Reads(state, state.Left, "left", (ref State s, Server r) => s.Left = r),
        .. Reads(state, state.Right, "right", (ref State s, Server r) => s.Right = r),
        .. Renews(state, state.This, "this", (ref State s, Renewer r) => s.This = r),
        .. Renews(state, state.That, "that", (ref State s, Renewer r) => s.That = r),
        .. Happens(state)];

    private bool Has(Rule rule) => without != rule;

    // The exclusive lock: nobody is between his check and his commit.
    private bool IsFree(State state) => !Has(Rule.Fence) || (state.One.At != Writer.Step.Entered && state.Two.At != Writer.Step.Entered);

    /// <summary>The replica catches up, Redis dies.</summary>
    private IEnumerable<(string Step, State Next)> Happens(State state)
    {
        if (state.Replayed < state.Log) yield return ("the replica replays", state with { Replayed = (sbyte)(state.Replayed + 1) });
        if (bounds.RedisDies && !state.Died)
            yield return ("redis dies", state with { Died = true, Copy = State.None, Base = 0, Sequence = 0, Changed = 0, Stamp = 0, Marks = 0, Claim = State.None });
    }

    private IEnumerable<(string Step, State Next)> Renews(State state, Renewer renewer, string name, Put<Renewer> put)
    {
        switch (renewer.At)
        {
            case Renewer.Step.Idle when state.Epochs < bounds.Epochs:
                var epoch = (sbyte)(state.Epochs + 1);
                yield return ($"{name} claims", With(state with { Epochs = epoch, Copy = State.None, Claim = epoch }, put, new(Renewer.Step.Claimed, epoch, 0)));
                break;

            case Renewer.Step.Claimed when IsFree(state):
                var log = (sbyte)(state.Log + 1);
                yield return ($"{name} replaces the row", With(state with { Row = renewer.Epoch, Log = log }, put, renewer with { At = Renewer.Step.Replaced, Base = log }));
                break;

            case Renewer.Step.Replaced:
                yield return state.Claim == renewer.Epoch || !Has(Rule.Claim)
                    ? ($"{name} publishes", With(state with { Copy = renewer.Epoch, Base = renewer.Base, Claim = State.None }, put, default))
                    : ($"{name} has lost the claim", With(state, put, default));
                break;
        }
    }

    private delegate void Put<T>(ref State state, T value);

    private static State With<T>(State state, Put<T> put, T value)
    {
        put(ref state, value);
        return state;
    }
}

/// <summary>How much may go wrong, so that a search ends.</summary>
internal sealed record Bounds(int Epochs = 0, bool RedisDies = false, bool WritersDie = false, bool WritersBypass = false, bool EndsTwice = false, int Writers = 2, int Servers = 2);
