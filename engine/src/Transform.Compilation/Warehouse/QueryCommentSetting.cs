using Transform.Core;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary><c>query-comment</c> as the project file has it: a text, or a dict of <c>comment</c> and <c>append</c>. Nothing at all stands
/// for dbt's own comment, an empty text for none.</summary>
internal sealed record QueryCommentSetting
{
    public bool IsDefault { get; init; }

    public string Text { get; init; } = string.Empty;

    /// <summary>The text as a template; null where it is none.</summary>
    public Template? Template { get; init; }

    /// <summary>It comes after the statement.</summary>
    public bool Append { get; init; }

    public static QueryCommentSetting Of(DictValue settings)
    {
        if (!settings.TryGetValue("query-comment", out var value) || value.IsNone)
        {
            return new QueryCommentSetting { IsDefault = true };
        }

        if (value.AsDict() is not { } dict)
        {
            return With(value.ToString(), append: false);
        }

        var append = dict.TryGetValue("append", out var flag) && flag.IsTruthy;
        return dict.TryGetValue("comment", out var comment) && !comment.IsNone
            ? With(comment.ToString(), append)
            : new QueryCommentSetting { IsDefault = true, Append = append };
    }

    private static QueryCommentSetting With(string text, bool append) => new()
    {
        Text = text.Trim(),
        Template = text.Contains('{', StringComparison.Ordinal) ? Template.Parse(new SourceText("query-comment", text)) : null,
        Append = append,
    };
}
