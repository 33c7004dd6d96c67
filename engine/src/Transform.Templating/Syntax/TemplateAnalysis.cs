using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>What can be read from a syntax tree without running it.</summary>
public static class TemplateAnalysis
{
    /// <summary>Every call by name in a template, in the order of the source, blocks that it defines included.</summary>
    public static ImmutableArray<TemplateCall> Calls(Template template)
    {
        var collector = new CallCollector(template.Source);
        collector.Visit(template.Body);
        return collector.ToImmutable();
    }

    /// <summary>Every call by name in a block, in the order of the source.</summary>
    public static ImmutableArray<TemplateCall> Calls(MacroBlock block)
    {
        var collector = new CallCollector(block.Span.Source);
        collector.Visit(block);
        return collector.ToImmutable();
    }

    /// <summary>The names that a block reads from outside of it: <c>name</c>, and <c>owner.name</c> for an attribute of a name. Each once or
    /// more.</summary>
    public static ImmutableArray<string> Names(MacroBlock block) => FreeNames.Of(block);

    /// <summary>Whether a name stands anywhere in a template.</summary>
    public static bool Names(Template template, string name)
    {
        var collector = new NameCollector();
        collector.Visit(template.Body);
        return collector.Names.Contains(name);
    }

    /// <summary>The value of an expression of literals (lists, tuples and dicts of them included).</summary>
    public static bool TryGetConstant(Expr expression, out Value value)
    {
        value = default;
        switch (expression)
        {
            case LiteralExpr literal:
                value = literal.Value;
                return true;
            case UnaryExpr { Operator: UnaryOperator.Negate, Operand: LiteralExpr { Value.IsNumber: true } number }:
                value = Arithmetic.Negate(number.Value);
                return true;
            case ListExpr list when TryGetConstants(list.Items, out var items):
                value = ListValue.Of(items);
                return true;
            case TupleExpr tuple when TryGetConstants(tuple.Items, out var items):
                value = new TupleValue(items);
                return true;
            case DictExpr dict:
                return TryGetDict(dict, out value);
            default:
                return false;
        }
    }

    private static bool TryGetConstants(ImmutableArray<Expr> expressions, out Value[] values)
    {
        values = expressions.Length == 0 ? [] : new Value[expressions.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryGetConstant(expressions[i], out values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryGetDict(DictExpr expression, out Value value)
    {
        var dict = new DictValue(expression.Entries.Length);
        value = dict;
        foreach (var entry in expression.Entries)
        {
            if (!TryGetConstant(entry.Key, out var key) || !TryGetConstant(entry.Value, out var item)
                || key.Kind is ValueKind.List or ValueKind.Dict)
            {
                return false;
            }

            dict[key] = item;
        }

        return true;
    }

    private sealed class NameCollector : TreeVisitor
    {
        public ImmutableArray<string>.Builder Names { get; } = ImmutableArray.CreateBuilder<string>();

        public override void Visit(Expr expression)
        {
            switch (expression)
            {
                case NameExpr name:
                    Names.Add(name.Name);
                    break;
                case AttributeExpr { Target: NameExpr owner } attribute:
                    Names.Add($"{owner.Name}.{attribute.Name}");
                    break;
            }

            base.Visit(expression);
        }
    }

    private sealed class CallCollector(SourceText source) : TreeVisitor
    {
        private readonly ImmutableArray<TemplateCall>.Builder calls = ImmutableArray.CreateBuilder<TemplateCall>();

        public ImmutableArray<TemplateCall> ToImmutable() => calls.DrainToImmutable();

        protected override void VisitCall(CallExpr call)
        {
            var (name, qualifier) = call.Target switch
            {
                NameExpr target => (target.Name, null),
                AttributeExpr { Target: NameExpr owner } target => (target.Name, owner.Name),
                _ => (null, (string?)null),
            };
            if (name is not null)
            {
                Add(name, qualifier, call);
            }

            base.VisitCall(call);
        }

        private void Add(string name, string? qualifier, CallExpr call)
        {
            var arguments = call.Arguments;
            var isConstant = TryGetConstants(arguments.Positional, out var positional) && arguments.IsSimple;
            var keywords = new KeyValuePair<string, Value>[arguments.Keywords.Length];
            for (var i = 0; i < keywords.Length && isConstant; i++)
            {
                isConstant = TryGetConstant(arguments.Keywords[i].Value, out var value);
                keywords[i] = new KeyValuePair<string, Value>(arguments.Keywords[i].Name, value);
            }

            var first = arguments.Positional.Length > 0 && TryGetConstant(arguments.Positional[0], out var text) ? text.AsString() : null;
            calls.Add(new TemplateCall(
                name,
                qualifier,
                isConstant ? ImmutableArray.Create(positional) : [],
                isConstant ? ImmutableArray.Create(keywords) : [],
                isConstant,
                new SourceSpan(source, call.Span.Start, call.Span.Length))
            {
                FirstText = first,
            });
        }
    }
}

/// <summary>A call by name: <c>name(...)</c>, <c>package.name(...)</c>, or <c>adapter.dispatch('name', 'package')</c>.</summary>
/// <param name="Name">What is called; for a dispatch, <c>dispatch</c>.</param>
/// <param name="Qualifier">The name before the dot (a package, or an object such as <c>adapter</c>), or null.</param>
/// <param name="Positional">The positional arguments when <see cref="IsConstant"/>, else empty.</param>
/// <param name="Keywords">The keyword arguments when <see cref="IsConstant"/>, else empty.</param>
/// <param name="IsConstant">Whether all arguments are literals (lists and dicts of literals included).</param>
/// <param name="Span">The place of the call.</param>
public sealed record TemplateCall(
    string Name,
    string? Qualifier,
    ImmutableArray<Value> Positional,
    ImmutableArray<KeyValuePair<string, Value>> Keywords,
    bool IsConstant,
    SourceSpan Span)
{
    /// <summary>The first argument where that is a literal text, whatever the others are; else null.</summary>
    public string? FirstText { get; init; }
}
