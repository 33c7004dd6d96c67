using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Points at a setting from the place of what it belongs to.</summary>
public static class ConfigPlaces
{
    private const int LinesToSearch = 200;

    /// <summary>The place of <c>key</c> after the start of a span; the span itself when it is not found.</summary>
    public static SourceSpan? Find(SourceSpan? span, string key)
    {
        if (span is not { } near)
        {
            return null;
        }

        var text = near.Source.Text;
        var limit = text.Length;
        var start = near.Start;
        for (var line = 0; line < LinesToSearch && start < text.Length; line++)
        {
            var end = text.IndexOf('\n', start);
            limit = end < 0 ? text.Length : end;
            foreach (var spelling in (ReadOnlySpan<string>)[key, key.Replace('-', '_')])
            {
                for (var at = text.IndexOf(spelling, start, limit - start, StringComparison.Ordinal);
                    at >= 0;
                    at = at + 1 < limit ? text.IndexOf(spelling, at + 1, limit - at - 1, StringComparison.Ordinal) : -1)
                {
                    if (IsKey(text, at, spelling.Length))
                    {
                        return near.Source.Span(at, spelling.Length);
                    }
                }
            }

            start = limit + 1;
        }

        return near;
    }

    internal static string? Hint(ConfigField field, Value value) => field.Type switch
    {
        ConfigType.Boolean when value.IsString => $"Write {field.Name}: true or {field.Name}: false, without quotes.",
        ConfigType.Boolean => $"Write {field.Name}: true or {field.Name}: false.",
        ConfigType.Text when field.Name == "materialized" => "Write the name of a materialization, such as view, table or incremental.",
        ConfigType.Text => $"Put the value in quotes: {field.Name}: \"{value}\".",
        ConfigType.TextOrTexts => $"Write {field.Name}: [first, second].",
        ConfigType.Dict => $"Write keys and values under {field.Name}:.",
        ConfigType.Severity => "Write severity: warn or severity: error.",
        ConfigType.Integer => $"Write {field.Name}: 100, without quotes.",
        _ => null,
    };

    private static bool IsKey(string text, int at, int length)
    {
        if (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '-'))
        {
            return false;
        }

        var after = at + length;
        while (after < text.Length && text[after] is ' ' or '"' or '\'')
        {
            after++;
        }

        return after < text.Length && text[after] is ':' or '=';
    }
}
