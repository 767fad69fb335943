using Conduit.Tests.Application;

namespace Conduit.Tests.Jobs;

/// <summary>
/// One application for the tests that disturb the worker, whose timeouts are shorter than the defaults, and for those that need two web
/// servers, which show pictures of one host and wait longer for the API.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ShortTimeoutsApplication : ICollectionFixture<ShortTimeoutsApplication.Started>
{
    public const string Name = "hasty application";

    /// <summary>How often a job is attempted here.</summary>
    public const int MaxAttempts = 3;

    public const string PictureHost = "pictures.example.org";

    public sealed class Started : WholeApplication
    {
        protected override string[] Settings =>
        [
            "--WebServers=2",
            "--Api:ReadTimeout=00:00:10",
            $"--Pictures:Hosts={PictureHost}",
            "--Jobs:LeaseDuration=00:00:03",
            "--Jobs:InitialBackoff=00:00:00.100",
            $"--Jobs:MaxAttempts={MaxAttempts}",
            "--Jobs:UnhealthyAfter=00:00:03",
        ];
    }
}
