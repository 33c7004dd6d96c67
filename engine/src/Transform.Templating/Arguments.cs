using Transform.Core;

namespace Transform.Templating;

/// <summary>The arguments of one call. Names of keyword arguments are unique.</summary>
public readonly struct Arguments
{
    private readonly CallSite? site;

    /// <param name="positional">In their order.</param>
    /// <param name="keywords">In the order they are written.</param>
    /// <param name="span">The place of the call, for error messages.</param>
    public Arguments(
        ReadOnlyMemory<Value> positional, ReadOnlyMemory<KeyValuePair<string, Value>> keywords, SourceSpan? span = null)
        : this(positional, keywords, span is { } place ? new CallSite(place) : null)
    {
    }

    internal Arguments(
        ReadOnlyMemory<Value> positional, ReadOnlyMemory<KeyValuePair<string, Value>> keywords, CallSite? site)
    {
        Positional = positional;
        Keywords = keywords;
        this.site = site;
    }

    public ReadOnlyMemory<Value> Positional { get; init; }

    public ReadOnlyMemory<KeyValuePair<string, Value>> Keywords { get; init; }

    public SourceSpan? Span => site?.Span;

    public static Arguments Empty => default;

    public static Arguments Of(params Value[] positional) => new(positional, default);

    public int Count => Positional.Length + Keywords.Length;

    /// <summary>The argument at a position or with a name; <paramref name="fallback"/> when it is not given.</summary>
    public Value Get(int position, string name, Value fallback = default) =>
        TryGet(position, name, out var value) ? value : fallback;

    public bool TryGet(int position, string name, out Value value)
    {
        if (position < Positional.Length)
        {
            value = Positional.Span[position];
            return true;
        }

        return TryGet(name, out value);
    }

    public bool TryGet(string name, out Value value)
    {
        foreach (var pair in Keywords.Span)
        {
            if (string.Equals(pair.Key, name, StringComparison.Ordinal))
            {
                value = pair.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The argument, which must be given.</summary>
    /// <exception cref="TransformException">It is not given (TF2004).</exception>
    public Value Require(int position, string name, string function) =>
        TryGet(position, name, out var value)
            ? value
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"{function}() needs its argument '{name}'.", Span);

    /// <summary>The argument, which must be given and be a string.</summary>
    /// <exception cref="TransformException">It is not given, or is not a string (TF2004).</exception>
    public string RequireString(int position, string name, string function) =>
        Require(position, name, function).AsString()
            ?? throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"{function}() needs a string as '{name}', not {Require(position, name, function).TypeName}.",
                Span);
}

/// <summary>The place of a call, as one object for all its runs.</summary>
internal sealed class CallSite(SourceSpan span)
{
    public SourceSpan Span => span;
}
