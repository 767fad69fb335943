using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace Conduit.Hosting.Publishing.Yaml;

/// <summary>Writes YAML for people to read: indented lists, texts of several lines as they are, quotes where a reader needs them.</summary>
internal static class YamlText
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithIndentedSequences()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithEventEmitter(next => new LinesAsTheyAre(next))
        .DisableAliases()
        .Build();

    /// <summary>A file of documents.</summary>
    public static string Write(string comment, params IEnumerable<object> documents) =>
        $"# {comment}\n{string.Join("---\n", documents.Select(Serializer.Serialize))}".ReplaceLineEndings("\n");

    private sealed class LinesAsTheyAre(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n', StringComparison.Ordinal))
                eventInfo = new ScalarEventInfo(eventInfo.Source) { Style = ScalarStyle.Literal };
            base.Emit(eventInfo, emitter);
        }
    }
}
