using Conduit.Data.Routing;

namespace Conduit.ApiService.Auth;

/// <summary>
/// A statement whose result has flags of the caller, <c>@caller</c>. Anonymous callers have none, so their statement does not even open the
/// tables of the flags.
/// </summary>
/// <param name="sql">Creates the SQL; given the SQL of a flag, the function returns that or <c>false</c>.</param>
internal sealed class CallerSql(Func<Func<string, string>, string> sql)
{
    private readonly NamedSql _forUser = new(sql(flag => flag));
    private readonly NamedSql _forAnonymous = new(sql(_ => "false"));

    public NamedSql For(long caller) => caller == Caller.Anonymous ? _forAnonymous : _forUser;
}
