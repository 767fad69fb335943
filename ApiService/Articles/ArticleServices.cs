using Conduit.ApiService.Caching;
using Conduit.Data.Shards;

namespace Conduit.ApiService.Articles;

internal sealed record ArticleServices(Shards Shards, ListCache Lists);
