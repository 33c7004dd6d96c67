using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads a template that only prints text and constant <c>ref</c>, <c>source</c> and <c>config</c> calls from its syntax
/// tree. It is a shortcut: evaluation gives the same.</summary>
internal static class StaticReader
{
    /// <summary>True when the template was read; false when it must be evaluated, and then nothing was noted.</summary>
    public static bool TryRead(Template template, NodeRecorder recorder)
    {
        if (template.IsConstant)
        {
            return true;
        }

        foreach (var statement in template.Body)
        {
            if (statement is not TextStmt && !(statement is OutputStmt output && IsSimple(output.Value)))
            {
                return false;
            }
        }

        foreach (var statement in template.Body)
        {
            if (statement is OutputStmt { Value: CallExpr call })
            {
                Note(call, template.Source, recorder);
            }
        }

        return true;
    }

    private static bool IsSimple(Expr expression) => expression switch
    {
        NameExpr { Name: "this" } => true,
        CallExpr { Target: NameExpr { Name: "ref" or "source" or "config" }, Arguments: { IsSimple: true } arguments } =>
            AllLiteral(arguments),
        _ => false,
    };

    private static bool AllLiteral(CallArguments arguments)
    {
        foreach (var argument in arguments.Positional)
        {
            if (!IsLiteral(argument))
            {
                return false;
            }
        }

        foreach (var argument in arguments.Keywords)
        {
            if (!IsLiteral(argument.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLiteral(Expr expression)
    {
        switch (expression)
        {
            case LiteralExpr:
                return true;
            case ListExpr list:
                foreach (var item in list.Items)
                {
                    if (!IsLiteral(item))
                    {
                        return false;
                    }
                }

                return true;
            case DictExpr dict:
                foreach (var entry in dict.Entries)
                {
                    if (!IsLiteral(entry.Key) || !IsLiteral(entry.Value))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return false;
        }
    }

    private static void Note(CallExpr call, SourceText source, NodeRecorder recorder)
    {
        var positional = call.Arguments.Positional.IsEmpty ? [] : new Value[call.Arguments.Positional.Length];
        for (var i = 0; i < positional.Length; i++)
        {
            positional[i] = Read(call.Arguments.Positional[i]);
        }

        var keywords = call.Arguments.Keywords.IsEmpty ? [] : new KeyValuePair<string, Value>[call.Arguments.Keywords.Length];
        for (var i = 0; i < keywords.Length; i++)
        {
            keywords[i] = new(call.Arguments.Keywords[i].Name, Read(call.Arguments.Keywords[i].Value));
        }

        var arguments = new Arguments(positional, keywords, source.Span(call.Span.Start, call.Span.Length));
        switch (((NameExpr)call.Target).Name)
        {
            case "ref":
                recorder.AddRef(arguments);
                break;
            case "source":
                recorder.AddSource(arguments);
                break;
            default:
                recorder.AddConfig(arguments);
                break;
        }
    }

    private static Value Read(Expr expression)
    {
        switch (expression)
        {
            case LiteralExpr literal:
                return literal.Value;
            case ListExpr list:
                var items = new ListValue(list.Items.Length);
                foreach (var item in list.Items)
                {
                    items.Add(Read(item));
                }

                return items;
            default:
                var dict = new DictValue();
                foreach (var entry in ((DictExpr)expression).Entries)
                {
                    dict[Read(entry.Key)] = Read(entry.Value);
                }

                return dict;
        }
    }
}
