namespace Conduit.Lab.Api;

/// <summary>Lines for whoever watches a run.</summary>
internal static class Progress
{
    public static void Say(string what) => Console.WriteLine($"{DateTime.Now:HH:mm:ss} {what}");
}
