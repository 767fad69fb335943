using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The environment variables and arguments of a resource, with every expression in them resolved.</summary>
internal sealed partial record ExecutionConfig(
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<ResolvedArgument> Arguments)
{
    private static readonly TimeSpan SilentWait = TimeSpan.FromSeconds(15);

    public static async Task<ExecutionConfig> ResolveAsync(
        IResource resource, DistributedApplicationExecutionContext execution, ILogger logger, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, object>();
        var environment = new EnvironmentCallbackContext(execution, resource, variables, cancellationToken) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(environment);
        }

        var args = new List<object>();
        var arguments = new CommandLineArgsCallbackContext(args, resource, cancellationToken) { ExecutionContext = execution, Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(arguments);
        }

        var asking = new ValueProviderContext { ExecutionContext = execution, Caller = resource };
        var resolved = new Dictionary<string, string>();
        foreach (var (name, value) in variables)
        {
            if (await TextAsync(value, asking, $"environment variable {name}", logger, cancellationToken) is { } text)
            {
                resolved[name] = text;
            }
        }

        var texts = new List<ResolvedArgument>();
        foreach (var value in args)
        {
            if (await TextAsync(value, asking, "an argument", logger, cancellationToken) is { } text)
            {
                texts.Add(new ResolvedArgument(text, IsSecret(value)));
            }
        }

        return new ExecutionConfig(resolved, texts);
    }

    /// <summary>DCP takes double braces for a template: only those that ask for a port or for the instance are meant so.</summary>
    public static string EscapeTemplates(string text) => Braces().Replace(text, """{{"{{"}}""");

    private static async Task<string?> TextAsync(
        object? value, ValueProviderContext context, string what, ILogger logger, CancellationToken cancellationToken)
    {
        if (value is not IValueProvider provider)
        {
            return value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
        }

        var pending = provider.GetValueAsync(context, cancellationToken).AsTask();
        if (await Task.WhenAny(pending, Task.Delay(SilentWait, cancellationToken)) != pending)
        {
            Log.StillWaiting(logger, what);
        }

        return await pending;
    }

    private static bool IsSecret(object value) => value switch
    {
        ParameterResource parameter => parameter.Secret,
        IResourceBuilder<ParameterResource> builder => builder.Resource.Secret,
        ReferenceExpression expression => expression.ValueProviders.Any(IsSecret),
        IResourceWithConnectionString or ConnectionStringReference => true,
        _ => false,
    };

    [GeneratedRegex("""\{\{(?!- (portForServing|index \.Annotations) ")""")]
    private static partial Regex Braces();

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Still waiting for the value of {What}.")]
        public static partial void StillWaiting(ILogger logger, string what);
    }
}

internal readonly record struct ResolvedArgument(string Text, bool IsSecret);
