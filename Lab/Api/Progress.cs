namespace Conduit.Lab.Api;

/// <summary>Prints lines about the progress of a run.</summary>
internal static class Progress
{
    public static void Say(string what) => Console.WriteLine($"{DateTime.Now:HH:mm:ss} {what}");
}
