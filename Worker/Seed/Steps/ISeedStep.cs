namespace Conduit.Worker.Seed.Steps;

/// <summary>A part of the seeding. Doing a piece of it twice is doing it once.</summary>
internal interface ISeedStep
{
    /// <summary>What it adds.</summary>
    string What { get; }

    /// <summary>How many of the numbers from 0 there are.</summary>
    int Total { get; }

    /// <summary>Adds those of some numbers.</summary>
    Task AddAsync(IEnumerable<int> numbers, CancellationToken cancel);
}
