using System.Collections.Frozen;

namespace Transform.Templating;

/// <summary>The parameters of Jinja's filters and tests behind what they are applied to. A parameter with <c>=</c> may be left
/// out; what is not listed takes what it gets.</summary>
internal static class Signatures
{
    private static readonly FrozenDictionary<string, string[]> Filters = Read(
        "abs", "attr name", "batch linecount fill_with=", "capitalize", "center width=", "count", "d default_value= boolean=",
        "default default_value= boolean=", "dictsort case_sensitive= by= reverse=", "e", "escape", "filesizeformat binary=",
        "first", "float default=", "forceescape", "groupby attribute default= case_sensitive=", "indent width= first= blank=",
        "int default= base=", "items", "join d= attribute=", "last", "length", "list", "lower", "max case_sensitive= attribute=",
        "min case_sensitive= attribute=", "pprint", "random", "replace old new count=", "reverse", "round precision= method=",
        "safe", "slice slices fill_with=", "sort reverse= case_sensitive= attribute=", "string", "striptags",
        "sum attribute= start=", "title", "tojson indent=", "trim chars=", "truncate length= killwords= end= leeway=",
        "unique case_sensitive= attribute=", "upper", "urlencode", "wordcount",
        "wordwrap width= break_long_words= wrapstring= break_on_hyphens=", "xmlattr autospace=");

    private static readonly FrozenDictionary<string, string[]> Tests = Read(
        "boolean", "callable", "defined", "divisibleby num", "eq b", "equalto b", "escaped", "even", "false", "filter", "float",
        "ge b", "greaterthan b", "gt b", "in seq", "integer", "iterable", "le b", "lessthan b", "lower", "lt b", "mapping",
        "ne b", "none", "number", "odd", "sameas other", "sequence", "string", "test", "true", "undefined", "upper");

    /// <summary>What is wrong with the arguments, and how the filter is called; null when they fit.</summary>
    public static (string Message, string Hint)? CheckFilter(string name, ArgumentsCode arguments) =>
        Check("filter", name, Filters, arguments);

    /// <summary>What is wrong with the arguments, and how the test is called; null when they fit.</summary>
    public static (string Message, string Hint)? CheckTest(string name, ArgumentsCode arguments) =>
        Check("test", name, Tests, arguments);

    private static (string Message, string Hint)? Check(
        string kind, string name, FrozenDictionary<string, string[]> signatures, ArgumentsCode arguments)
    {
        if (!arguments.IsSimple || !signatures.TryGetValue(name, out var parameters))
        {
            return null;
        }

        var hint = parameters.Length == 0
            ? $"Write it without parentheses: `{(kind == "filter" ? "| " : "is ")}{name}`."
            : $"It is {name}({string.Join(", ", parameters.Select(p => p.EndsWith('=') ? p + "..." : p))}).";
        var positional = arguments.Positional.Length;
        if (positional > parameters.Length)
        {
            return (
                parameters.Length == 0
                    ? $"The {kind} '{name}' takes no arguments, but {positional} were given."
                    : $"The {kind} '{name}' takes at most {parameters.Length} arguments, but {positional} were given.",
                hint);
        }

        foreach (var (keyword, _) in arguments.Keywords)
        {
            var position = Array.FindIndex(parameters, p => p.TrimEnd('=') == keyword);
            if (position < positional)
            {
                return (
                    position < 0
                        ? $"The {kind} '{name}' has no argument '{keyword}'."
                        : $"The {kind} '{name}' is given its argument '{keyword}' twice.",
                    hint);
            }
        }

        for (var i = positional; i < parameters.Length; i++)
        {
            if (!parameters[i].EndsWith('=') && !Array.Exists(arguments.Keywords, k => k.Name == parameters[i]))
            {
                return ($"The {kind} '{name}' needs its argument '{parameters[i]}'.", hint);
            }
        }

        return null;
    }

    private static FrozenDictionary<string, string[]> Read(params string[] lines) => lines
        .Select(static line => line.Split(' '))
        .ToFrozenDictionary(static words => words[0], static words => words[1..]);
}
