using System.ComponentModel.DataAnnotations;
using Conduit.ServiceDefaults;

namespace Conduit.MediaService;

/// <summary>The section <c>Media</c>. <see cref="ReadOnly"/> may be changed while the service runs.</summary>
internal sealed class MediaOptions
{
    public const string Section = "Media";

    private const int Megabyte = 1 << 20;

    /// <summary>Whether uploads and deletions are refused; pictures are delivered all the same.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>The largest upload, in megabytes.</summary>
    [Range(1, 100, ErrorMessage = "Media__MaxUploadMegabytes must be a whole number from 1 to 100.")]
    public int MaxUploadMegabytes { get; set; } = 10;

    /// <summary>The most pixels of a picture, in millions; with more its header is enough to refuse it.</summary>
    [Range(1, 200, ErrorMessage = "Media__MaxMegapixels must be a whole number from 1 to 200.")]
    public int MaxMegapixels { get; set; } = 40;

    /// <summary>The total size of an account's originals, in megabytes.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Media__QuotaMegabytes must be a whole number from 1 to 1000000.")]
    public int QuotaMegabytes { get; set; } = 100;

    /// <summary>How many pictures an account may upload in a minute.</summary>
    [Range(1, 10_000, ErrorMessage = "Media__UploadsPerMinute must be a whole number from 1 to 10000.")]
    public int UploadsPerMinute { get; set; } = 60;

    /// <summary>How many uploads may be received at once; a further one is refused and may be repeated.</summary>
    [Range(1, 10_000, ErrorMessage = "Media__ConcurrentUploads must be a whole number from 1 to 10000.")]
    public int ConcurrentUploads { get; set; } = 64;

    /// <summary>How long an upload may take from its first byte to the response.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Media__UploadTimeout must be a time span from 00:00:01 to 01:00:00.")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many pictures are decoded or encoded at once. Each keeps a processor busy, so by default half of the processors remain for
    /// requests.
    /// </summary>
    [Range(1, 256, ErrorMessage = "Media__Concurrency must be a whole number from 1 to 256.")]
    public int Concurrency { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The memory for decoded pictures, in megabytes: at least six for each of <see cref="MaxMegapixels"/>.</summary>
    [Range(32, 65_536, ErrorMessage = "Media__DecodeMegabytes must be a whole number from 32 to 65536.")]
    public int DecodeMegabytes { get; set; } = 256;

    /// <summary>How long an unused picture stays after its upload, or after its last use.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Media__OrphanAge must be a time span from 00:00:01 to 365.00:00:00.")]
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often unused pictures are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Media__OrphanInterval must be a time span from 00:00:01 to 1.00:00:00.")]
    public TimeSpan OrphanInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a job may take; after that it is tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Media__JobTimeout must be a time span from 00:00:01 to 01:00:00.")]
    public TimeSpan JobTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After how many attempts a job becomes a dead letter.</summary>
    [Range(1, 100, ErrorMessage = "Media__MaxAttempts must be a whole number from 1 to 100.")]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The operator key of the endpoint that receives which pictures are in use; without it there is none.</summary>
    public string? Key { get; set; }

    // Four bytes a pixel, a third more for the steps in which it is made smaller, and the result.
    internal bool FitsMemory => DecodeMegabytes >= 6 * MaxMegapixels;

    internal long MaxUploadBytes => (long)MaxUploadMegabytes * Megabyte;

    internal long MaxPixels => MaxMegapixels * 1_000_000L;

    internal long QuotaBytes => (long)QuotaMegabytes * Megabyte;
}

internal static class MediaOptionsExtensions
{
    public static void AddMediaOptions(this IHostApplicationBuilder builder)
    {
        builder.AddLiveSwitches($"{MediaOptions.Section}:{nameof(MediaOptions.ReadOnly)}");
        builder.Services.AddOptions<MediaOptions>().BindConfiguration(MediaOptions.Section)
            .ValidateDataAnnotations()
            .Validate(media => media.FitsMemory, "Media__DecodeMegabytes must be at least six times Media__MaxMegapixels.")
            .ValidateOnStart();
    }
}
