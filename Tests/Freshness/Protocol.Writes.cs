namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    private IEnumerable<(string Step, State Next)> Writes(State state, Writer writer, sbyte mark, string name, Put<Writer> put)
    {
        if (mark > bounds.Writers) yield break;
        switch (writer.At)
        {
            case Writer.Step.Begins:
                if (state.Copy != State.None)
                    yield return ($"{name} marks", With(Change(state, mark), put, writer with { At = Writer.Step.Marked, Epoch = state.Copy }));
                if (bounds.WritersBypass)
                    yield return ($"{name} cannot mark", With(state, put, writer with { At = Writer.Step.Bypasses }));
                break;

            case Writer.Step.Marked:
                if (state.Row != writer.Epoch && Has(Rule.Fence)) yield return ($"{name} is fenced off", With(state, put, writer with { At = Writer.Step.Begins, Epoch = State.None }));
                else yield return ($"{name} enters", With(state, put, writer with { At = Writer.Step.Entered, Position = state.Log }));
                break;

            case Writer.Step.Entered:
                yield return ($"{name} commits", Commit(state, put, writer with { At = Writer.Step.Committed }));
                break;

            case Writer.Step.Committed:
                yield return ($"{name} ends", With(End(state, writer, mark), put, writer with { At = Writer.Step.Ended }));
                break;

            case Writer.Step.Ended or Writer.Step.EndedTwice:
                yield return ($"{name} is acknowledged", With(Tell(state, writer.Value), put, writer with { At = Writer.Step.Done }));
                if (bounds.EndsTwice && writer.At == Writer.Step.Ended) yield return ($"{name} ends again", With(End(state, writer, mark), put, writer with { At = Writer.Step.EndedTwice }));
                break;

            case Writer.Step.Bypasses:
                if (state.Row == Bypass) yield return ($"{name} finds the row bypassed", With(state, put, writer with { At = Writer.Step.Waits }));
                else if (IsFree(state)) yield return ($"{name} sets the row to bypass", With(state with { Row = Bypass, Log = (sbyte)(state.Log + 1) }, put, writer with { At = Writer.Step.Waits }));
                break;

            case Writer.Step.Waits:
                if (state.Row != Bypass && Has(Rule.UnmarkedInBypassOnly)) yield return ($"{name} begins again", With(state, put, writer with { At = Writer.Step.Begins }));
                else if (!Has(Rule.WaitOfBypass) || (Relies(state.Left) is false && Relies(state.Right) is false))
                    yield return ($"{name} commits without a mark", Commit(state, put, writer with { At = Writer.Step.Ended, Epoch = State.None }));
                break;
        }

        if (bounds.WritersDie && writer.At is Writer.Step.Marked or Writer.Step.Entered or Writer.Step.Committed)
            yield return ($"{name} dies", With(state, put, writer with { At = Writer.Step.Dead }));

        static bool Relies(Server server) => server.Lease is not State.None and not Bypass;
    }

    private State Commit(State state, Put<Writer> put, Writer writer)
    {
        var log = (sbyte)(state.Log + 1);
        var value = (sbyte)(state.Value + 1);
        var next = state with { Log = log, Value = value, First = value == 1 ? log : state.First, Second = value == 2 ? log : state.Second };
        return With(next, put, writer with { Value = value, Position = Has(Rule.PositionAfterCommit) ? log : writer.Position });
    }

    // A mark that has no name is only counted.
    private State Change(State state, sbyte mark) => state with
    {
        Sequence = (sbyte)(state.Sequence + 1),
        Changed = (sbyte)(state.Sequence + 1),
        Marks = (sbyte)(Has(Rule.Names) ? state.Marks | mark : state.Marks + 1),
    };

    private State End(State state, Writer writer, sbyte mark)
    {
        if (state.Copy != writer.Epoch) return state;
        var next = state with
        {
            Marks = (sbyte)(Has(Rule.Names) ? state.Marks & ~mark : Math.Max(0, state.Marks - 1)),
            Stamp = Has(Rule.Highest) ? Math.Max(state.Stamp, writer.Position) : writer.Position,
        };
        return Has(Rule.EndIsChange) ? next with { Sequence = (sbyte)(state.Sequence + 1), Changed = (sbyte)(state.Sequence + 1) } : next;
    }
}
