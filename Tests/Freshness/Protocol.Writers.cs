namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    // A writer that is fenced off begins again; without a bound the log would grow without end.
    private const int LastBegin = 5;

    private void AddWriterSteps(in State state, int index)
    {
        ref readonly var writer = ref state.Writers[index];
        var number = index + 1;
        switch (writer.Phase)
        {
            case WriterPhase.Starts:
                if (IsCopyValid(state) && state.Redis.LogEnd < LastBegin)
                {
                    var position = state.Redis.LogEnd + 1;
                    Begin(ref successors.Add($"writer {number} BEGINs at {position} in epoch {state.Redis.Copy}"), index);
                }

                if (world.WritersBypass)
                    Become(ref successors.AddFault($"writer {number} cannot reach Redis"), index, WriterPhase.CannotMark);
                break;

            case WriterPhase.WaitsForAcknowledgements:
                if (IsReleased(state, writer))
                    successors.Add($"writer {number} has all acknowledgements").Writers[index].Phase = WriterPhase.Released;
                else if (!IsLogOf(state, writer))
                    Become(ref successors.Add($"writer {number} begins again: its log is gone"), index, WriterPhase.Starts);

                if (world.WritersBypass)
                    Become(ref successors.AddFault($"writer {number} gives up Redis"), index, WriterPhase.CannotMark);
                break;

            case WriterPhase.Released:
                if (state.Row != writer.Epoch && Has(Rule.WriteIsFenced))
                    Become(ref successors.Add($"writer {number} begins again: the row has another epoch"), index, WriterPhase.Starts);
                else
                    EnterTransaction(ref successors.Add($"writer {number} takes the shared lock and finds its epoch"), index);
                break;

            case WriterPhase.InTransaction:
                Commit(ref successors.Add($"writer {number} commits {state.Value + 1}"), index, WriterPhase.Committed);
                break;

            case WriterPhase.Committed:
                End(ref successors.Add($"writer {number} ENDs"), index, WriterPhase.Ended);
                break;

            case WriterPhase.Ended or WriterPhase.EndedTwice:
                if (Has(Rule.WriteWaitsBeforeCommit) || writer.Epoch == Epoch.None || IsReleased(state, writer))
                    AnswerClient(ref successors.Add($"writer {number}'s client is answered {writer.Value}"), index);
                if (world.EndsAreRepeated && writer.Phase == WriterPhase.Ended)
                    End(ref successors.Add($"writer {number} ENDs again"), index, WriterPhase.EndedTwice);
                break;

            default:
                AddBypassSteps(state, index);
                break;
        }

        if (world.WritersDie && writer.Phase is > WriterPhase.Starts and < WriterPhase.EndedTwice)
            Become(ref successors.AddFault($"writer {number} dies"), index, WriterPhase.Dead);
    }

    private void Begin(ref State state, int index)
    {
        var waits = Has(Rule.WriteWaitsForAcknowledgements) && Has(Rule.WriteWaitsBeforeCommit);
        ref var redis = ref state.Redis;
        redis.Append(new() { Kind = LogEventKind.Begin, Mark = Mark(index) });
        redis.Marks = AddMark(redis.Marks, Mark(index));
        redis.Version = redis.LogEnd;
        state.Writers[index] = new()
        {
            Phase = waits ? WriterPhase.WaitsForAcknowledgements : WriterPhase.Released,
            Epoch = redis.Copy,
            Incarnation = state.Incarnation,
            BeginPosition = redis.LogEnd,
        };
    }

    private static void EnterTransaction(ref State state, int index)
    {
        state.Writers[index].Phase = WriterPhase.InTransaction;
        state.Writers[index].Lsn = state.Lsn;
    }

    private void Commit(ref State state, int index, WriterPhase phase)
    {
        ref var writer = ref state.Writers[index];
        writer.Phase = phase;
        writer.Value = ++state.Value;
        state.Lsn++;
        if (Has(Rule.LsnIsReadAfterCommit)) writer.Lsn = state.Lsn;
        if (state.Value == 1) state.FirstCommit = state.Lsn;
        else state.SecondCommit = state.Lsn;
    }

    private void End(ref State state, int index, WriterPhase phase)
    {
        ref var writer = ref state.Writers[index];
        writer.Phase = phase;
        ref var redis = ref state.Redis;
        if (!IsCopyValid(state) || redis.Copy != writer.Epoch) return;

        redis.Append(new() { Kind = LogEventKind.End, Mark = Mark(index), Lsn = writer.Lsn });
        redis.Marks = RemoveMark(redis.Marks, Mark(index));
        redis.Stamp = RaiseStamp(redis.Stamp, writer.Lsn);
        if (Has(Rule.EndRaisesVersion)) redis.Version = redis.LogEnd;
    }

    private static void AnswerClient(ref State state, int index)
    {
        state.Seen = Math.Max(state.Seen, state.Writers[index].Value);
        Become(ref state, index, WriterPhase.Done);
    }

    private static void Become(ref State state, int index, WriterPhase phase) => state.Writers[index] = new() { Phase = phase };

    private static bool IsLogOf(in State state, in Writer writer) =>
        state.Redis.LogEpoch == writer.Epoch && state.Incarnation == writer.Incarnation;

    private bool IsReleased(in State state, in Writer writer) =>
        (IsLogOf(state, writer) && state.Redis.IsAcknowledged(writer.BeginPosition))
        || (!Has(Rule.MinimumNamesItsEpoch) && state.EarlierMinimum >= writer.BeginPosition);

    private static byte Mark(int writer) => (byte)(1 << writer);

    // Marks without names are only counted.
    private byte AddMark(byte marks, byte mark) => (byte)(Has(Rule.MarksHaveNames) ? marks | mark : marks + 1);

    private byte RemoveMark(byte marks, byte mark) => (byte)(Has(Rule.MarksHaveNames) ? marks & ~mark : Math.Max(0, marks - 1));

    private byte RaiseStamp(byte stamp, byte lsn) => Has(Rule.StampIsHighestLsn) ? Math.Max(stamp, lsn) : lsn;
}
