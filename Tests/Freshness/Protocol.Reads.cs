namespace Conduit.Tests.Freshness;

internal sealed partial class Protocol
{
    private const int Sequences = 7;
    private const int Values = 3;

    private IEnumerable<(string Step, State Next)> Reads(State state, Server server, string name, Put<Server> put)
    {
        if (name == "right" && bounds.Servers < 2) yield break;

        switch (server.At)
        {
            case Server.Step.Idle:
                // The look at the row is taken anew all the time, and lapses by itself.
                if (server.Lease != state.Row) yield return ($"{name} sees the row", With(state, put, server with { Lease = state.Row }));
                if (server.Lease != State.None && state.Row == Bypass) yield return ($"{name}'s look lapses", With(state, put, server with { Lease = State.None }));
                if (Keeps && state.Copy != State.None && (server.SinceEpoch, server.SinceSequence) != (state.Copy, state.Sequence))
                    yield return ($"{name} looks", With(state, put, server with { SinceEpoch = state.Copy, SinceSequence = state.Sequence }));

                foreach (var (epoch, sequence, value) in Kept(state))
                {
                    if (IsValid(state, server.Lease, epoch, sequence)) yield return ($"{name} answers {value}, kept", With(Tell(state, value), put, Server.That(value, state.Known)));
                }

                var asked = server with { Floor = state.Known, Epoch = server.Lease };
                if (server.Lease is not State.None and not Bypass)
                    yield return ($"{name} reads {state.ReplicaValue}, replica", With(state, put, asked with { At = Server.Step.ReadReplica, Replayed = state.Replayed, Value = state.ReplicaValue }));
                yield return ($"{name} reads {state.Value}, primary", With(state, put, asked with { At = Server.Step.ReadPrimary, Value = state.Value }));
                break;

            case Server.Step.ReadReplica:
                // Where it may not be shown, the primary is asked, as it would be by one who asks then.
                yield return Allows(state, server)
                    ? ($"{name} answers {server.Value}, replica", With(Tell(Keep(state, server), server.Value), put, Server.That(server.Value, server.Floor)))
                    : ($"{name} turns to the primary", With(state, put, Server.That(server.Floor, server.Floor)));
                break;

            case Server.Step.ReadPrimary:
                yield return ($"{name} answers {server.Value}, primary", With(Tell(Keep(state, server), server.Value), put, Server.That(server.Value, server.Floor)));
                break;
        }
    }

    // One server alone, which reads once, finds nothing kept.
    private bool Keeps => bounds.Servers > 1;

    private static State Tell(State state, sbyte value) => state with { Known = Math.Max(state.Known, value) };

    private bool Allows(State state, Server server) =>
        state.Copy == server.Epoch && IsUnmarked(state)
        && (!Has(Rule.Base) || server.Replayed >= state.Base) && (!Has(Rule.Gate) || server.Replayed >= state.Stamp);

    private bool IsValid(State state, sbyte lease, sbyte epoch, sbyte sequence) =>
        (!Has(Rule.EpochOfEntry) || epoch == lease) && lease != State.None && state.Copy == lease && IsUnmarked(state) && state.Changed <= sequence;

    private bool IsUnmarked(State state) => !Has(Rule.PrimaryWhileMarked) || state.Marks == 0;

    private State Keep(State state, Server server)
    {
        var epoch = server.Epoch;
        if (!Keeps || epoch is State.None or Bypass || state.Copy != epoch || !IsUnmarked(state)) return state;
        if (!Has(Rule.LookBeforeFill)) return state with { Kept = state.Kept | Bit(epoch, state.Sequence, server.Value) };
        return server.SinceEpoch == epoch && state.Changed <= server.SinceSequence ? state with { Kept = state.Kept | Bit(epoch, server.SinceSequence, server.Value) } : state;
    }

    private static ulong Bit(sbyte epoch, sbyte sequence, sbyte value) => 1UL << ((((epoch * Sequences) + sequence) * Values) + value);

    private static IEnumerable<(sbyte Epoch, sbyte Sequence, sbyte Value)> Kept(State state)
    {
        for (var rest = state.Kept; rest != 0; rest &= rest - 1)
        {
            var bit = System.Numerics.BitOperations.TrailingZeroCount(rest);
            yield return ((sbyte)(bit / Values / Sequences), (sbyte)(bit / Values % Sequences), (sbyte)(bit % Values));
        }
    }
}
