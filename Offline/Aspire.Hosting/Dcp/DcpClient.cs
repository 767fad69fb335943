using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Aspire.Hosting.Dcp;

/// <summary>Talks to DCP's API server.</summary>
internal sealed class DcpClient : IDisposable
{
    public const string ApiVersion = "usvc-dev.developer.microsoft.com/v1";
    public const string Executables = "executables";
    public const string Containers = "containers";
    public const string ContainerNetworks = "containernetworks";
    public const string Services = "services";

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient _http;

    public DcpClient(Uri server, string token, X509Certificate2 certificate)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(certificate);
        _http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
            UseProxy = false,
        })
        {
            BaseAddress = server,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<DcpObject<TSpec, TStatus>> CreateAsync<TSpec, TStatus>(
        string plural, DcpObject<TSpec, TStatus> value, CancellationToken cancellationToken) =>
        CallAsync(
            async timed =>
            {
                using var response = await _http.PostAsJsonAsync(PathOf(plural), value, Json, timed);
                return await ReadAsync<TSpec, TStatus>(response, $"create {value.Metadata.Name}", timed);
            },
            cancellationToken);

    public Task<DcpObject<TSpec, TStatus>?> GetAsync<TSpec, TStatus>(string plural, string name, CancellationToken cancellationToken) =>
        CallAsync(
            async timed =>
            {
                using var response = await _http.GetAsync(PathOf(plural, name), timed);
                return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync<TSpec, TStatus>(response, $"get {name}", timed);
            },
            cancellationToken);

    public Task StopAsync(string plural, string name, CancellationToken cancellationToken) =>
        PatchAsync(PathOf(plural, name), new JsonObject { ["spec"] = new JsonObject { ["stop"] = true } }, cancellationToken);

    /// <summary>Deletes an object and waits until its name is free again.</summary>
    public Task DeleteAsync(string plural, string name, CancellationToken cancellationToken) =>
        CallAsync(
            async timed =>
            {
                while (true)
                {
                    using var response = await _http.DeleteAsync(PathOf(plural, name), timed);
                    if (response.StatusCode == HttpStatusCode.NotFound)
                    {
                        return true;
                    }

                    await Task.Delay(50, timed);
                }
            },
            cancellationToken);

    public Task StopServerAsync(CancellationToken cancellationToken) =>
        PatchAsync("admin/execution", new JsonObject { ["status"] = "Stopping", ["shutdownResourceCleanup"] = "Full" }, cancellationToken);

    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync("readyz", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Follows all objects of a kind, those that are there first, until DCP closes the stream.</summary>
    public async IAsyncEnumerable<DcpWatchEvent<TSpec, TStatus>> WatchAsync<TSpec, TStatus>(
        string plural, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = await OpenAsync($"{PathOf(plural)}?watch=true", cancellationToken);
        while (await stream.ReadLineAsync(cancellationToken) is { } line)
        {
            if (JsonSerializer.Deserialize<DcpWatchEvent<TSpec, TStatus>>(line, Json) is { Object: not null } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>What a process printed: lines of the form <c>number time text</c>.</summary>
    public Task<StreamReader> OpenLogAsync(string plural, string name, string source, bool follow, CancellationToken cancellationToken) =>
        OpenAsync(
            $"{PathOf(plural, name)}/log?source={source}&follow={(follow ? "true" : "false")}&timestamps=true&line_numbers=true",
            cancellationToken);

    public void Dispose() => _http.Dispose();

    private Task<bool> PatchAsync(string path, JsonObject patch, CancellationToken cancellationToken) =>
        CallAsync(
            async timed =>
            {
                // DCP refuses a type with a charset.
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(patch.ToJsonString()));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
                using var response = await _http.PatchAsync(path, content, timed);
                await ThrowUnlessOk(response, $"patch {path}", timed);
                return true;
            },
            cancellationToken);

    private async Task<StreamReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await ThrowUnlessOk(response, $"read {path}", cancellationToken);
        return new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
    }

    private static async Task<DcpObject<TSpec, TStatus>> ReadAsync<TSpec, TStatus>(
        HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        await ThrowUnlessOk(response, what, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<DcpObject<TSpec, TStatus>>(Json, cancellationToken))!;
    }

    private static async Task ThrowUnlessOk(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var reason = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new DistributedApplicationException($"The orchestrator could not {what}: {(int)response.StatusCode} {reason}");
        }
    }

    private static string PathOf(string plural, string? name = null) =>
        name is null ? $"apis/{ApiVersion}/{plural}" : $"apis/{ApiVersion}/{plural}/{name}";

    // DCP may be silent or gone: whoever calls gets one line that says so.
    private static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CallTimeout);
        try
        {
            return await call(timeout.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"The orchestrator (dcp) did not answer within {CallTimeout.TotalSeconds} s.", e);
        }
        catch (HttpRequestException e)
        {
            throw new DistributedApplicationException($"The orchestrator (dcp) does not answer: {e.Message}", e);
        }
    }
}

internal sealed record DcpWatchEvent<TSpec, TStatus>(string Type, DcpObject<TSpec, TStatus>? Object);
