using Conduit.ApiService.Idempotency;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Favorites;

internal sealed record FavoriteServices(Shards Shards, JobNotifier Notifier, RequestKeys Keys);
