using Transform.Core;

namespace Transform.Templating;

/// <summary>Reads Python literals: what <c>ast.literal_eval</c> takes, without sets and bytes.</summary>
internal static class PythonLiteral
{
    public static bool TryRead(string text, out Value value)
    {
        value = default;
        if (text.AsSpan().ContainsAny("|~") || text.Contains("}}", StringComparison.Ordinal) && !text.Contains('{'))
        {
            return false;
        }

        try
        {
            // A template's expressions hold all of Python's literals.
            var source = new SourceText("literal", "{{ " + text + " }}");
            var template = Parser.Parse(source, TemplateOptions.Default);
            return template.Body is [OutputStmt output] && TryRead(output.Value, source.Text, out value);
        }
        catch (TransformException)
        {
            return false;
        }
    }

    private static bool TryRead(Expr expression, string text, out Value value)
    {
        value = default;
        switch (expression)
        {
            case LiteralExpr literal:
                // Jinja's lower-case spellings are names in Python.
                value = literal.Value;
                return text[literal.Span.Start] is not ('t' or 'f' or 'n');
            case UnaryExpr { Operator: not UnaryOperator.Not } unary when TryRead(unary.Operand, text, out value):
                if (!value.IsNumber)
                {
                    return false;
                }

                value = unary.Operator == UnaryOperator.Negate ? Arithmetic.Negate(value) : value;
                return true;
            case ListExpr list when TryReadAll(list.Items, text, out var items):
                value = ListValue.Of(items);
                return true;
            case TupleExpr tuple when TryReadAll(tuple.Items, text, out var items):
                value = new TupleValue(items);
                return true;
            case DictExpr dict:
                return TryReadDict(dict, text, out value);
            default:
                return false;
        }
    }

    private static bool TryReadAll(IReadOnlyList<Expr> expressions, string text, out Value[] values)
    {
        values = new Value[expressions.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryRead(expressions[i], text, out values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadDict(DictExpr expression, string text, out Value value)
    {
        var dict = new DictValue();
        value = dict;
        foreach (var entry in expression.Entries)
        {
            if (!TryRead(entry.Key, text, out var key) || !TryRead(entry.Value, text, out var item))
            {
                return false;
            }

            dict[key] = item;
        }

        return true;
    }
}
