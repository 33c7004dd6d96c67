using Transform.Core;
using Transform.Planning;

namespace Transform.Execution.UnitTests;

/// <summary>Finds the lines of a unit test in its YAML file.</summary>
internal static class Places
{
    /// <summary>The first place within the test's entry where a text stands as a word; the test's name where it does not.</summary>
    public static SourceSpan? Of(DeclaredNode test, string text)
    {
        if (test.Span is not { } name || text.Length == 0)
        {
            return test.Span;
        }

        var source = name.Source.Text;
        for (var at = name.End; (at = source.IndexOf(text, at, StringComparison.Ordinal)) >= 0; at += text.Length)
        {
            if (HasEnded(source, name.End, at))
            {
                break;
            }

            if (!IsWord(source, at - 1) && !IsWord(source, at + text.Length))
            {
                return name.Source.Span(at, text.Length);
            }
        }

        return name;
    }

    // The next test starts with its own name.
    private static bool HasEnded(string source, int from, int at)
    {
        var next = source.IndexOf("- name:", from, StringComparison.Ordinal);
        return next >= 0 && next < at;
    }

    private static bool IsWord(string source, int at) =>
        at >= 0 && at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] == '_');
}
