using Transform.Templating;

namespace Transform.Planning;

/// <summary>How the arguments of generic tests become values: texts that hold Jinja, or look like a call of <c>ref</c>,
/// <c>source</c>, <c>var</c>, <c>env_var</c> or <c>doc</c>, are rendered; the column's name never is.</summary>
public static class TestArguments
{
    /// <summary>The name under which a test's code finds them.</summary>
    public const string Name = "_dbt_generic_test_kwargs";

    private static readonly string[] Calls = ["env_var", "ref", "var", "source", "doc"];

    /// <summary>The arguments as a dict of values.</summary>
    /// <param name="arguments">As written.</param>
    /// <param name="render">Renders a template's text to its native value.</param>
    public static DictValue Render(DictValue arguments, Func<string, Value> render)
    {
        var rendered = new DictValue(arguments.Count);
        foreach (var (key, value) in arguments)
        {
            rendered[key] = Render(key, value, render);
        }

        return rendered;
    }

    internal static Value Render(Value key, Value value, Func<string, Value> render) =>
        key.AsString() == "column_name" ? value : RenderDeep(value, render);

    private static Value RenderDeep(Value value, Func<string, Value> render)
    {
        if (value.AsString() is { } text)
        {
            return LooksLikeCall(text) ? render($"{{{{ {text} }}}}")
                : text.Contains('{', StringComparison.Ordinal) ? render(text)
                : value;
        }

        if (value.AsList() is { } list)
        {
            return new ListValue(list.Select(item => RenderDeep(item, render)));
        }

        if (value.AsDict() is { } dict)
        {
            var rendered = new DictValue(dict.Count);
            foreach (var (key, item) in dict)
            {
                rendered[key] = RenderDeep(item, render);
            }

            return rendered;
        }

        return value;
    }

    private static bool LooksLikeCall(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length < 4 || trimmed[^1] != ')')
        {
            return false;
        }

        foreach (var call in Calls)
        {
            if (trimmed.StartsWith(call, StringComparison.Ordinal))
            {
                var rest = trimmed[call.Length..].TrimStart();
                return rest.Length > 2 && rest[0] == '(' && !rest.Contains('\n');
            }
        }

        return false;
    }
}
