using Conduit.ApiService.Idempotency;
using Conduit.Data;
using Conduit.Data.Jobs;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Articles;

internal sealed record ArticleServices(Shards Shards, Databases Databases, JobNotifier Notifier, RequestKeys Keys);
