namespace Conduit.ApiService.Contract;

/// <summary>A request body, or the query parameters of a request, with rules.</summary>
internal interface IValidated
{
    void Validate(Validation validation);
}

/// <summary>Refuses invalid requests before their endpoint runs, with all errors at once.</summary>
internal static class ValidationFilter
{
    public static RouteGroupBuilder ValidatesRequests(this RouteGroupBuilder group) => group.AddEndpointFilterFactory(Create);

    private static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var parameters = context.MethodInfo.GetParameters();
        var index = Array.FindIndex(parameters, parameter => parameter.ParameterType.IsAssignableTo(typeof(IValidated)));
        // Endpoints that have nothing to check get no filter.
        if (index < 0) return next;
        return invocation =>
        {
            var validation = new Validation();
            invocation.GetArgument<IValidated>(index).Validate(validation);
            return validation.Error is { } error ? new(error) : next(invocation);
        };
    }
}
