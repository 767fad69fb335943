namespace Conduit.Seed.Steps;

/// <summary>A step of the seeding. Adding the same objects twice has no further effect.</summary>
internal interface ISeedStep
{
    /// <summary>The name of what it adds.</summary>
    string What { get; }

    /// <summary>How many objects there are; they are numbered from 0.</summary>
    int Total { get; }

    /// <summary>Adds the objects with these numbers.</summary>
    Task AddAsync(IEnumerable<int> numbers, CancellationToken cancellationToken);
}
