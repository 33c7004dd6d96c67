using Transform.Core;

namespace Transform.Templating;

/// <summary>The arguments of a call, filter or test. Where they are all constants, their values are made once.</summary>
internal sealed class ArgumentsCode
{
    private readonly CallSite site;
    private readonly bool isConstant;
    private readonly Arguments constant;

    /// <param name="span">The place of the call.</param>
    public ArgumentsCode(
        SourceSpan span,
        ExprCode[] positional,
        (string Name, ExprCode Value)[] keywords,
        (ExprCode Value, TextSpan Span)? star,
        (ExprCode Value, TextSpan Span)? doubleStar)
    {
        site = new CallSite(span);
        Positional = positional;
        Keywords = keywords;
        Star = star;
        DoubleStar = doubleStar;
        if (IsSimple && positional.All(static p => p is ConstantCode) && keywords.All(static k => k.Value is ConstantCode))
        {
            isConstant = true;
            constant = new Arguments(
                Array.ConvertAll(positional, static p => ((ConstantCode)p).Value),
                Array.ConvertAll(keywords, static k => KeyValuePair.Create(k.Name, ((ConstantCode)k.Value).Value)),
                site);
        }
    }

    public ExprCode[] Positional { get; }

    public (string Name, ExprCode Value)[] Keywords { get; }

    public (ExprCode Value, TextSpan Span)? Star { get; }

    public (ExprCode Value, TextSpan Span)? DoubleStar { get; }

    /// <summary>No <c>*args</c> and no <c>**kwargs</c>.</summary>
    public bool IsSimple => Star is null && DoubleStar is null;

    /// <param name="frame">Where they are evaluated.</param>
    /// <param name="caller">The body of a call block, or unset: it becomes the keyword argument <c>caller</c>.</param>
    public Arguments Evaluate(Frame frame, Value caller = default)
    {
        if (!caller.IsUnset || !IsSimple)
        {
            return EvaluateUnpacked(frame, caller);
        }

        return isConstant ? constant : EvaluateSimple(frame);
    }

    private Arguments EvaluateSimple(Frame frame)
    {
        var values = Positional.Length == 0 ? [] : new Value[Positional.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Positional[i].Evaluate(frame);
        }

        var named = Keywords.Length == 0 ? [] : new KeyValuePair<string, Value>[Keywords.Length];
        for (var i = 0; i < named.Length; i++)
        {
            named[i] = new KeyValuePair<string, Value>(Keywords[i].Name, Keywords[i].Value.Evaluate(frame));
        }

        return new Arguments(values, named, site);
    }

    private Arguments EvaluateUnpacked(Frame frame, Value caller)
    {
        var values = new List<Value>(Positional.Length);
        foreach (var argument in Positional)
        {
            values.Add(argument.Evaluate(frame));
        }

        if (Star is var (star, starSpan))
        {
            var more = star.Evaluate(frame);
            frame.At = starSpan;
            values.AddRange(more.Iterate());
        }

        var named = new List<KeyValuePair<string, Value>>(Keywords.Length + 1);
        foreach (var (name, value) in Keywords)
        {
            named.Add(new KeyValuePair<string, Value>(name, value.Evaluate(frame)));
        }

        if (!caller.IsUnset)
        {
            named.Add(new KeyValuePair<string, Value>("caller", caller));
        }

        if (DoubleStar is var (doubleStar, doubleSpan))
        {
            AddKeywords(named, doubleStar.Evaluate(frame), doubleSpan, frame.State);
        }

        return new Arguments(values.ToArray(), named.ToArray(), site);
    }

    private static void AddKeywords(List<KeyValuePair<string, Value>> named, Value value, TextSpan span, RenderState state)
    {
        if (value.AsDict() is not { } dict)
        {
            throw state.Error(
                DiagnosticCodes.WrongArguments, $"What follows '**' must be a dictionary, not {value.TypeName}.", span);
        }

        foreach (var (key, item) in dict)
        {
            var name = key.AsString() ?? throw state.Error(
                DiagnosticCodes.WrongArguments, "The keys of a dictionary behind '**' must be strings.", span);
            if (named.Exists(k => k.Key == name))
            {
                throw state.Error(DiagnosticCodes.WrongArguments, $"The argument '{name}' is given twice.", span);
            }

            named.Add(new KeyValuePair<string, Value>(name, item));
        }
    }
}
