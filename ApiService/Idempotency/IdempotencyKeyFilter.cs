using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Conduit.ApiService.Auth;
using Conduit.ApiService.Contract;
using Conduit.Data.Idempotency;
using Microsoft.Extensions.Options;

namespace Conduit.ApiService.Idempotency;

/// <summary>Reads the idempotency key of a request into the feature <see cref="IdempotencyKey"/>.</summary>
internal sealed class IdempotencyKeyFilter(IOptions<IdempotencyOptions> options) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";

    public const int MaxLength = 255;

    // With a secret key, the stored hash of a registration cannot be used to guess its password.
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.Value.HashKey);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!http.Request.Headers.TryGetValue(Header, out var values)) return next(context);
        if (values is not [{ Length: > 0 and <= MaxLength } key] || key.Any(letter => letter is < '!' or > '~'))
            return new(Error.Invalid(Header, $"must be 1 to {MaxLength} letters, digits or signs"));

        http.Features.Set(new IdempotencyKey
        {
            OwnerId = http.Features.Get<Caller>().IdOrAnonymous(),
            Key = key,
            Request = Hash(http.Request.Path, context.Arguments.OfType<IValidated>().FirstOrDefault()),
        });
        return next(context);
    }

    private byte[] Hash(PathString path, object? body)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes($"{path}\n"), .. JsonSerializer.SerializeToUtf8Bytes(body ?? "")];
        return HMACSHA256.HashData(_secret, content);
    }
}
