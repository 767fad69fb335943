namespace Conduit.Data.Shards;

/// <summary>Merges the lists of the shards.</summary>
public static class Merge
{
    /// <summary>
    /// Merges lists that are sorted by descending id. Returns the newest items without the first <paramref name="skip"/>, at most
    /// <paramref name="take"/>.
    /// </summary>
    public static List<T> Newest<T>(IReadOnlyList<IReadOnlyList<T>> lists, Func<T, long> id, int skip, int take)
    {
        var heads = new PriorityQueue<(int List, int At), long>(lists.Count);
        for (var list = 0; list < lists.Count; list++) Push(list, 0);

        var merged = new List<T>(take);
        while (merged.Count < take && heads.TryDequeue(out var head, out _))
        {
            if (skip > 0) skip--;
            else merged.Add(lists[head.List][head.At]);
            Push(head.List, head.At + 1);
        }

        return merged;

        void Push(int list, int at)
        {
            if (at < lists[list].Count) heads.Enqueue((list, at), -id(lists[list][at]));
        }
    }
}
