using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Makes the code of a syntax tree: each name gets its slot, functions are found, constants computed.</summary>
internal sealed partial class CodeBuilder
{
    private readonly SourceText source;
    private CodeScope scope;

    // Whether what is printed here becomes a part of a native value.
    private bool isNative;

    // How many calls were built: only an expression with a call can end in `return`.
    private int calls;

    private CodeBuilder(SourceText source, CodeScope scope)
    {
        this.source = source;
        this.scope = scope;
    }

    /// <param name="isNative">Whether the template gives a value rather than text.</param>
    public static TemplateCode Build(Template template, bool isNative)
    {
        var layout = new FrameLayout(null);
        var builder = new CodeBuilder(template.Source, new CodeScope(layout, null)) { isNative = isNative };
        builder.Declare(template.Body);
        var body = builder.Build(template.Body);
        return new TemplateCode(template.Source, layout.ToNames(), body);
    }

    /// <summary>The code of a macro as the program calls it: it sees the render's names only.</summary>
    public static BlockCode Build(MacroBlock block)
    {
        var builder = new CodeBuilder(block.Span.Source, new CodeScope(new FrameLayout(null), null));
        return builder.BuildBlock(
            block, block.Name, new TextSpan(block.NameSpan.Start, block.NameSpan.Length), block.Parameters, block.Features, block.Body, null);
    }

    private BlockCode BuildBlock(
        MacroBlock? block,
        string name,
        TextSpan nameSpan,
        ImmutableArray<MacroParameter> parameters,
        MacroFeatures features,
        ImmutableArray<Stmt> body,
        CodeScope? closure)
    {
        var layout = new FrameLayout(closure);
        var (outer, outerNative) = (scope, isNative);
        isNative = false;
        scope = new CodeScope(layout, null);
        foreach (var parameter in parameters)
        {
            // A default that reads a parameter which is not bound yet sees an undefined value, as in Jinja.
            scope.Declare(parameter.Name);
            scope.Settle(parameter.Name);
        }

        var caller = Special("caller", MacroFeatures.Caller);
        var varargs = Special("varargs", MacroFeatures.Varargs);
        var kwargs = Special("kwargs", MacroFeatures.Kwargs);
        var defaults = new ExprCode[parameters.Length];
        for (var i = 0; i < defaults.Length; i++)
        {
            var parameter = parameters[i];
            defaults[i] = parameter.Default is { } given
                ? Build(given)
                : new ConstantCode(Value.UndefinedBecause(
                    parameter.Name, $"the parameter '{parameter.Name}' of {name} was not given"));
        }

        Declare(body);
        var code = Build(body);
        (scope, isNative) = (outer, outerNative);
        return new BlockCode(source, layout.ToNames(), block)
        {
            Name = name,
            NameSpan = nameSpan,
            Parameters = parameters,
            Defaults = defaults,
            Body = code,
            CallerSlot = caller,
            VarargsSlot = varargs,
            KwargsSlot = kwargs,
            IsLeaf = (caller & varargs & kwargs) == -1 && AllConstant(defaults) && Array.TrueForAll(code, PrintsOnly),
        };

        int Special(string special, MacroFeatures feature)
        {
            if ((features & feature) == MacroFeatures.None || scope.TryFind(special, out _, out _))
            {
                return -1;
            }

            var slot = scope.Declare(special);
            scope.Settle(special);
            return slot;
        }
    }

    // Whether it prints without being able to fail, to call or to return.
    private static bool PrintsOnly(StmtCode code) =>
        code is TextRunCode or OutputCode { Value: SlotCode or ConstantCode or FilterCode { IsSafe: true } };

    // What a name means where it stands: the innermost slot that is set when it is read, else a global.
    private ExprCode BuildName(string name)
    {
        var candidates = new List<(int Depth, int Slot)>();
        var depth = 0;
        for (var candidate = scope; candidate is not null;)
        {
            if (candidate.TryFind(name, out var slot, out var isSet))
            {
                if (isSet && depth == 0 && candidates.Count == 0)
                {
                    return new SlotCode(slot);
                }

                candidates.Add((depth, slot));
                if (isSet && depth == 0)
                {
                    break;
                }
            }

            if (candidate.Outer is null)
            {
                candidate = candidate.Layout.Closure;
                depth++;
            }
            else
            {
                candidate = candidate.Outer;
            }
        }

        ExprCode code = new GlobalCode(name);
        for (var i = candidates.Count - 1; i >= 0; i--)
        {
            code = candidates[i].Depth == 0
                ? new MaybeSlotCode(candidates[i].Slot, code)
                : new OuterSlotCode(candidates[i].Depth, candidates[i].Slot, code);
        }

        return code;
    }
}
