using Conduit.Edge.Requests;
using Conduit.Freshness;
using Conduit.ServiceDefaults;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Conduit.Edge.Caching;

/// <summary>
/// Answers what it may from memory: what is for nobody in particular, and still so by the stamps. Everything else goes on to a server. While no server is there, an old page may
/// be better than none; it says that it is old.
/// </summary>
internal sealed class EdgeCache(
    RequestDelegate next, StoredAnswers answers, Validity validity, Fills fills, CacheRules rules, HandedOut handedOut, PeerKey peers,
        IOptionsMonitor<EdgeOptions> options)
{
    private const string TierAttribute = "conduit.cache.tier";

    public Task InvokeAsync(HttpContext context)
    {
        var edge = options.CurrentValue;
        var asked = Asked.Of(context.Request, peers.IsSentBy(context.Request), isCdnInFront: edge.Cdn.MaxAge > TimeSpan.Zero);
        var encoding = Encodings.Preferred(context.Request);
        if (edge.Cache && CacheKey.Of(context.Request, edge.PersonalCookies, encoding) is { } key) return AnswerAsync(context, asked, key, encoding);

        Telemetry.CountLookup(CacheOutcome.Bypass, Subject(context));
        if (!asked.ForStamps) context.Request.Headers.Remove(Surrogate.CapabilityHeader);
        PassOn(context, asked, CacheOutcome.Bypass);
        return next(context);
    }

    private async Task AnswerAsync(HttpContext context, Asked asked, string key, string encoding)
    {
        var (stored, isCurrent) = Find(key);
        // Whose head alone is asked for cannot be kept.
        using var fill = isCurrent || HttpMethods.IsHead(context.Request.Method) ? null : fills.Begin(key);
        if (!isCurrent && fill is null)
        {
            await fills.WaitAsync(key, context.RequestAborted);
            (stored, isCurrent) = Find(key);
        }

        if (!isCurrent)
        {
            await FillAsync(context, asked, key, encoding, stored, fill);
            return;
        }

        Telemetry.CountLookup(CacheOutcome.Hit, Subject(context));
        context.Features.Get<IHttpActivityFeature>()?.Activity.SetTag(TierAttribute, "edge");
        context.Response.Headers[EdgeHeaders.ServerTiming] = "edge";
        await stored!.WriteAsync(context, asked, CacheOutcome.Hit, handedOut.Lend(stored));
    }

    private (StoredAnswer? Stored, bool IsCurrent) Find(string key) => answers.Find(key) is { } stored ? (stored, validity.IsValid(stored)) : (null, false);

    private async Task FillAsync(HttpContext context, Asked asked, string key, string encoding, StoredAnswer? old, IDisposable? fill)
    {
        Telemetry.CountLookup(old is null ? CacheOutcome.Miss : CacheOutcome.Invalid, Subject(context));
        var purges = answers.Purges;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            if (!asked.ForStamps) context.Request.Headers.Remove(Surrogate.CapabilityHeader);
            PassOn(context, asked, CacheOutcome.Miss);
            await next(context);
            return;
        }

        CacheKey.LeaveOnly(context.Request, encoding);
        context.Request.Headers[Surrogate.CapabilityHeader] = Surrogate.Capability;
        PassOn(context, asked, CacheOutcome.Miss);
        IReadOnlyList<Dependency>? on = null;
        var client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var capture = new AnswerCapture(context, client, response => (on = CacheRules.MayKeepOn(response)) is not null, () => old is not null && rules.IsBetterThanNone(context, old), CacheRules.LongestBody, () => fill?.Dispose());
        var body = new StreamResponseBodyFeature(capture, client);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        context.Features.Set(capture);
        try
        {
            await next(context);
            await body.CompleteAsync();
        }
        finally
        {
            context.Features.Set(client);
            context.Features.Set<AnswerCapture>(null);
        }

        if (capture.IsDropped) await SendOldAsync(context, asked, old!);
        else if (context.Features.Get<IForwarderErrorFeature>() is null && capture.Body is { } whole && on is not null) await KeepAndSendAsync(context, asked, key, CacheRules.Make(context.Response, whole, encoding, on), purges, fill);
    }

    private async Task KeepAndSendAsync(HttpContext context, Asked asked, string key, StoredAnswer answer, long purges, IDisposable? fill)
    {
        answers.Keep(key, answer, purges);
        // Who waits need not wait until this client has it.
        fill?.Dispose();
        await answer.WriteAsync(context, asked, CacheOutcome.Miss, handedOut.Lend(answer));
    }

    private static Task SendOldAsync(HttpContext context, Asked asked, StoredAnswer old)
    {
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.Clear();
        Telemetry.CountLookup(CacheOutcome.Stale, Subject(context));
        context.Response.Headers.Warning = "110 - \"Response is Stale\"";
        return old.WriteAsync(context, asked, CacheOutcome.Stale);
    }

    // Of an answer that goes through, too, only who asked is told what it depends on.
    private static void PassOn(HttpContext context, Asked asked, string outcome) => context.Response.OnStarting(() =>
    {
        var headers = context.Response.Headers;
        if (headers.ContainsKey(EdgeHeaders.Cache)) return Task.CompletedTask;
        headers[EdgeHeaders.Cache] = outcome;
        if (asked.ForStamps) return Task.CompletedTask;
        headers.Remove(Surrogate.KeyHeader);
        headers.Remove(Surrogate.StampsHeader);
        return Task.CompletedTask;
    });

    private static string Subject(HttpContext context) => context.Request.IsForApi() ? "api" : "web";
}
