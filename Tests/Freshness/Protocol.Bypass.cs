namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    /// <summary>What a writer does that cannot reach Redis.</summary>
    private void AddBypassSteps(in State state, int index)
    {
        ref readonly var writer = ref state.Writers[index];
        var number = index + 1;
        switch (writer.Phase)
        {
            case WriterPhase.CannotMark when Epoch.IsBypass(state.Row):
                WaitForReadsOfRow(ref successors.Add($"writer {number} finds bypass in the row"), index);
                break;

            case WriterPhase.CannotMark when IsExclusiveLockFree(state):
                SetBypass(ref successors.Add($"writer {number} sets the row to bypass"), index);
                break;

            case WriterPhase.WaitsForReadsOfRow or WriterPhase.ReadyToBypass when !CanCommitUnmarked(state, writer):
                Become(ref successors.Add($"writer {number} begins again: the row has changed"), index, WriterPhase.Starts);
                break;

            case WriterPhase.WaitsForReadsOfRow:
                ref var next = ref successors.Add($"writer {number} has waited until older reads of the row have lapsed");
                next.Writers[index].Phase = WriterPhase.ReadyToBypass;
                if (Has(Rule.BypassWaitsForReadsOfRow)) LapseReadsOfRow(ref next);
                break;

            case WriterPhase.ReadyToBypass:
                CommitUnmarked(ref successors.Add($"writer {number} commits {state.Value + 1} without a mark"), index);
                break;
        }
    }

    private bool CanCommitUnmarked(in State state, in Writer writer) =>
        !Has(Rule.UnmarkedOnlyUnderBypass)
        || (Has(Rule.BypassHasName) ? state.Row == writer.Epoch : Epoch.IsBypass(state.Row));

    private static void SetBypass(ref State state, int index)
    {
        state.Row = Epoch.Bypass(state.Row);
        state.Lsn++;
        WaitForReadsOfRow(ref state, index);
    }

    private static void WaitForReadsOfRow(ref State state, int index) =>
        state.Writers[index] = new() { Phase = WriterPhase.WaitsForReadsOfRow, Epoch = state.Row };

    private void CommitUnmarked(ref State state, int index)
    {
        Commit(ref state, index, WriterPhase.Ended);
        state.Writers[index].Epoch = Epoch.None;
    }
}
