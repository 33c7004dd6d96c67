using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Transform.Templating;

/// <summary>Writes a syntax tree as source again. Whitespace control is already applied to texts, operands in parentheses, so two
/// trees print alike exactly when they are alike.</summary>
public sealed class TemplatePrinter
{
    private readonly StringBuilder output = new();
    private readonly string source;

    private TemplatePrinter(string source) => this.source = source;

    /// <summary>The source of a template; reading it again (with <see cref="TemplateOptions.KeepTrailingNewline"/>) gives the same tree.</summary>
    public static string Print(Template template)
    {
        var printer = new TemplatePrinter(template.Source.Text);
        printer.Write(template.Body);
        return printer.output.ToString();
    }

    /// <summary>The source of an expression.</summary>
    public static string Print(Expr expression)
    {
        var printer = new TemplatePrinter(string.Empty);
        printer.Write(expression);
        return printer.output.ToString();
    }

    private void Write(ImmutableArray<Stmt> body)
    {
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] is not TextStmt)
            {
                Write(body[i]);
                continue;
            }

            // A raw block beside other text is one text when it is read again.
            var text = new StringBuilder();
            for (; i < body.Length && body[i] is TextStmt part; i++)
            {
                text.Append(part.Text ?? source.Substring(part.Span.Start, part.Span.Length));
            }

            i--;
            WriteText(text.ToString());
        }
    }

    private void WriteText(string text)
    {
        var isRaw = text.EndsWith('{') || text.Contains("{{") || text.Contains("{%") || text.Contains("{#");
        output.Append(isRaw ? "{% raw %}" : string.Empty).Append(text).Append(isRaw ? "{% endraw %}" : string.Empty);
    }

    private void Write(Stmt statement)
    {
        switch (statement)
        {
            case OutputStmt print:
                output.Append("{{ ");
                Write(print.Value);
                output.Append(" }}");
                break;
            case IfStmt choice:
                WriteIf(choice);
                break;
            case ForStmt loop:
                WriteFor(loop);
                break;
            case SetStmt set:
                output.Append("{% set ");
                Write(set.Target);
                output.Append(" = ");
                Write(set.Value);
                output.Append(" %}");
                break;
            case SetBlockStmt set:
                output.Append("{% set ");
                Write(set.Target);
                if (set.Filter is { } setFilter)
                {
                    WriteFilter(setFilter);
                }

                WriteRest(" %}", set.Body, "endset");
                break;
            case MacroStmt macro:
                WriteBlock(macro.Block);
                break;
            case CallStmt call:
                output.Append("{% call");
                WriteParameters(call.Parameters);
                output.Append(' ');
                Write(call.Call);
                WriteRest(" %}", call.Body, "endcall");
                break;
            case FilterStmt filter:
                output.Append("{% filter ");
                var start = output.Length;
                WriteFilter(filter.Filter);
                output.Remove(start, 1);
                WriteRest(" %}", filter.Body, "endfilter");
                break;
            case DoStmt action:
                output.Append("{% do ");
                Write(action.Value);
                output.Append(" %}");
                break;
            case WithStmt with:
                WriteWith(with);
                break;
            case ScopedStmt scoped:
                output.Append("{% block ").Append(scoped.Name);
                WriteRest(" %}", scoped.Body, "endblock");
                break;
            case BreakStmt:
                output.Append("{% break %}");
                break;
            case ContinueStmt:
                output.Append("{% continue %}");
                break;
        }
    }

    private void WriteRest(string close, ImmutableArray<Stmt> body, string endTag)
    {
        output.Append(close);
        Write(body);
        output.Append("{% ").Append(endTag).Append(" %}");
    }

    private void WriteIf(IfStmt statement)
    {
        for (var i = 0; i < statement.Branches.Length; i++)
        {
            output.Append(i == 0 ? "{% if " : "{% elif ");
            Write(statement.Branches[i].Condition);
            output.Append(" %}");
            Write(statement.Branches[i].Body);
        }

        if (statement.Otherwise.Length > 0)
        {
            output.Append("{% else %}");
            Write(statement.Otherwise);
        }

        output.Append("{% endif %}");
    }

    private void WriteFor(ForStmt statement)
    {
        output.Append("{% for ");
        Write(statement.Target);
        output.Append(" in ");
        Write(statement.Iterable);
        if (statement.Filter is { } filter)
        {
            output.Append(" if ");
            Write(filter);
        }

        output.Append(statement.IsRecursive ? " recursive %}" : " %}");
        Write(statement.Body);
        if (statement.Otherwise.Length > 0)
        {
            output.Append("{% else %}");
            Write(statement.Otherwise);
        }

        output.Append("{% endfor %}");
    }

    private void WriteWith(WithStmt statement)
    {
        output.Append("{% with");
        for (var i = 0; i < statement.Bindings.Length; i++)
        {
            output.Append(i == 0 ? " " : ", ");
            Write(statement.Bindings[i].Target);
            output.Append(" = ");
            Write(statement.Bindings[i].Value);
        }

        WriteRest(" %}", statement.Body, "endwith");
    }

    private void WriteBlock(MacroBlock block)
    {
        var tag = block.Kind.ToString().ToLowerInvariant();
        output.Append("{% ").Append(tag).Append(' ').Append(block.Name);
        switch (block.Kind)
        {
            case BlockKind.Materialization:
                output.Append(block.Adapter == "default" ? ", default" : $", adapter='{block.Adapter}'")
                    .Append($", supported_languages=[{string.Join(", ", block.SupportedLanguages.Select(l => $"'{l}'"))}]");
                break;
            case BlockKind.Snapshot or BlockKind.Docs:
                break;
            default:
                WriteParameters(block.Parameters);
                break;
        }

        WriteRest(" %}", block.Body, "end" + tag);
    }

    private void WriteParameters(ImmutableArray<MacroParameter> parameters)
    {
        output.Append('(');
        for (var i = 0; i < parameters.Length; i++)
        {
            output.Append(i == 0 ? string.Empty : ", ").Append(parameters[i].Name);
            if (parameters[i].TypeName is { } type)
            {
                output.Append(": ").Append(type);
            }

            if (parameters[i].Default is { } fallback)
            {
                output.Append('=');
                Write(fallback);
            }
        }

        output.Append(')');
    }

    private void Write(Expr expression)
    {
        switch (expression)
        {
            case LiteralExpr literal:
                WriteLiteral(literal.Value);
                break;
            case NameExpr name:
                output.Append(name.Name);
                break;
            case ListExpr list:
                WriteAll("[", list.Items, "]");
                break;
            case TupleExpr tuple:
                WriteAll("(", tuple.Items, tuple.Items.Length == 1 ? ",)" : ")");
                break;
            case DictExpr dict:
                WriteDict(dict);
                break;
            case AttributeExpr attribute:
                WriteOperand(attribute.Target);
                output.Append('.').Append(attribute.Name);
                break;
            case ItemExpr item:
                WriteOperand(item.Target);
                output.Append('[');
                Write(item.Key);
                output.Append(']');
                break;
            case SliceExpr slice:
                WriteOptional(slice.Start);
                output.Append(':');
                WriteOptional(slice.Stop);
                output.Append(':');
                WriteOptional(slice.Step);
                break;
            case CallExpr call:
                WriteOperand(call.Target);
                WriteArguments(call.Arguments);
                break;
            case FilterExpr filter:
                WriteFilter(filter);
                break;
            case TestExpr test:
                WriteOperand(test.Target);
                output.Append(test.Negated ? " is not " : " is ").Append(test.Name);
                WriteArguments(test.Arguments);
                break;
            default:
                WriteOperator(expression);
                break;
        }
    }

    private void WriteOperator(Expr expression)
    {
        switch (expression)
        {
            case UnaryExpr unary:
                output.Append(unary.Operator switch { UnaryOperator.Not => "not ", UnaryOperator.Negate => "-", _ => "+" });
                WriteOperand(unary.Operand);
                break;
            case BinaryExpr binary:
                WriteOperands(binary.Left, Arithmetic.Symbol(binary.Operator), binary.Right);
                break;
            case LogicalExpr logical:
                WriteOperands(logical.Left, logical.IsAnd ? "and" : "or", logical.Right);
                break;
            case ConcatExpr concat:
                for (var i = 0; i < concat.Parts.Length; i++)
                {
                    output.Append(i == 0 ? string.Empty : " ~ ");
                    WriteOperand(concat.Parts[i]);
                }

                break;
            case CompareExpr compare:
                WriteOperand(compare.First);
                foreach (var comparison in compare.Comparisons)
                {
                    output.Append(' ').Append(Symbol(comparison.Operator)).Append(' ');
                    WriteOperand(comparison.Operand);
                }

                break;
            case ConditionalExpr conditional:
                WriteOperands(conditional.Then, "if", conditional.Condition);
                if (conditional.Otherwise is { } otherwise)
                {
                    output.Append(" else ");
                    WriteOperand(otherwise);
                }

                break;
        }
    }

    private static string Symbol(ComparisonOperator operation) => operation switch
    {
        ComparisonOperator.Equal => "==",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        ComparisonOperator.In => "in",
        _ => "not in",
    };

    private void WriteOperands(Expr left, string operation, Expr right)
    {
        WriteOperand(left);
        output.Append(' ').Append(operation).Append(' ');
        WriteOperand(right);
    }

    // What binds less than an attribute stands in parentheses.
    private void WriteOperand(Expr expression)
    {
        var isSimple = expression is NameExpr or ListExpr or TupleExpr or DictExpr or AttributeExpr or ItemExpr or CallExpr
            or LiteralExpr { Value.IsNumber: false };
        output.Append(isSimple ? string.Empty : "(");
        Write(expression);
        output.Append(isSimple ? string.Empty : ")");
    }

    private void WriteFilter(FilterExpr filter)
    {
        if (filter.Target is FilterExpr inner)
        {
            WriteFilter(inner);
        }
        else if (filter.Target is { } target)
        {
            WriteOperand(target);
        }

        output.Append('|').Append(filter.Name);
        WriteArguments(filter.Arguments);
    }

    private void WriteArguments(CallArguments arguments)
    {
        output.Append('(');
        var separator = string.Empty;
        foreach (var argument in arguments.Positional)
        {
            output.Append(separator);
            Write(argument);
            separator = ", ";
        }

        foreach (var keyword in arguments.Keywords)
        {
            output.Append(separator).Append(keyword.Name).Append('=');
            Write(keyword.Value);
            separator = ", ";
        }

        if (arguments.Star is { } star)
        {
            output.Append(separator).Append('*');
            Write(star);
            separator = ", ";
        }

        if (arguments.DoubleStar is { } doubleStar)
        {
            output.Append(separator).Append("**");
            Write(doubleStar);
        }

        output.Append(')');
    }

    private void WriteOptional(Expr? expression)
    {
        if (expression is not null)
        {
            Write(expression);
        }
    }

    private void WriteAll(string open, ImmutableArray<Expr> items, string close)
    {
        output.Append(open);
        for (var i = 0; i < items.Length; i++)
        {
            output.Append(i == 0 ? string.Empty : ", ");
            Write(items[i]);
        }

        output.Append(close);
    }

    private void WriteDict(DictExpr dict)
    {
        output.Append('{');
        var start = output.Length;
        for (var i = 0; i < dict.Entries.Length; i++)
        {
            output.Append(i == 0 ? string.Empty : ", ");
            Write(dict.Entries[i].Key);
            output.Append(": ");
            Write(dict.Entries[i].Value);
        }

        // Neither `{{` nor `}}`, which are tags.
        if (output.Length > start && output[start] == '{')
        {
            output.Insert(start, ' ');
        }

        output.Append(" }");
    }

    private void WriteLiteral(Value value)
    {
        if (value.AsString() is not { } text)
        {
            output.Append(value.TryGetFloat(out var number) && double.IsInfinity(number) ? "1e999" : value.Repr());
            return;
        }

        output.Append('\'');
        foreach (var c in text)
        {
            switch (c)
            {
                case '\\': output.Append(@"\\"); break;
                case '\'': output.Append(@"\'"); break;
                case '\n': output.Append(@"\n"); break;
                case '\r': output.Append(@"\r"); break;
                case < ' ': output.Append(@"\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture)); break;
                default: output.Append(c); break;
            }
        }

        output.Append('\'');
    }
}
