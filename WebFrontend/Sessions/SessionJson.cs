using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conduit.WebFrontend.Sessions;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SessionUser))]
internal sealed partial class SessionJson : JsonSerializerContext;
