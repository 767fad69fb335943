using Conduit.Data.Shards;

namespace Conduit.Tests.Data;

public sealed class MergeTests
{
    [Fact]
    public void Page_of_the_merge_equals_the_page_of_the_sorted_whole()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var all = Enumerable.Range(0, random.Next(60)).Select(_ => random.NextInt64(1000)).Distinct().ToList();
            var lists = all.GroupBy(id => id % 3).Select(IReadOnlyList<long> (shard) => [.. shard.OrderDescending()]).ToList();
            var (skip, take) = (random.Next(20), random.Next(1, 20));

            Assert.Equal(all.OrderDescending().Skip(skip).Take(take), Merge.Newest(lists, id => id, skip, take));
        }
    }

    [Fact]
    public void Merge_of_no_lists_is_empty() => Assert.Empty(Merge.Newest<long>([], id => id, 0, 20));
}
