using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>itertools</c>, as far as dbt exposes it.</summary>
internal static class PythonIterators
{
    public static DictValue Module() => DictValue.Of(
        Function("count", static (_, a) => Count(a.Get(0, "start", 0), a.Get(1, "step", 1))),
        Function("cycle", static (_, a) => Cycle([.. Items(a, 0)])),
        Function("repeat", static (_, a) => Repeat(a.Require(0, "object", "repeat"), a.Get(1, "times", Value.None))),
        Function("accumulate", Accumulate),
        ("chain", Value.From(new PythonClass(
            "itertools.chain",
            static a => Lazy(a.Positional.ToArray().SelectMany(static v => v.Iterate())),
            static name => name == "from_iterable"
                ? Value.From(name, static (_, a) => Lazy(Items(a, 0).SelectMany(static v => v.Iterate())))
                : default))),
        Function("compress", static (_, a) => Items(a, 0).Zip(Items(a, 1)).Where(static p => p.Second.IsTruthy).Select(static p => p.First)),
        Function("islice", static (_, a) => Slice(a)),
        Function("starmap", static (s, a) => Items(a, 1).Select(v => Call(s, a.Require(0, "function", "starmap"), [.. v.Iterate()]))),
        ("tee", Value.From("tee", static (_, a) =>
        {
            var items = Items(a, 0).ToArray();
            return new TupleValue(Enumerable.Range(0, (int)a.Get(1, "n", 2).ToDouble()).Select(_ => Lazy(items)));
        })),
        Function("zip_longest", static (_, a) => ZipLongest(a)),
        Function("product", static (_, a) => Product(a)),
        Function("permutations", static (_, a) => Permutations([.. Items(a, 0)], Size(a))),
        Function("combinations", static (_, a) => Combinations([.. Items(a, 0)], Size(a) ?? 0, 0, false)),
        Function("combinations_with_replacement", static (_, a) => Combinations([.. Items(a, 0)], Size(a) ?? 0, 0, true)));

    private static (string, Value) Function(string name, Func<RenderState, Arguments, IEnumerable<Value>> function) =>
        (name, Value.From(name, (s, a) => Lazy(function(s, a))));

    private static Value Lazy(IEnumerable<Value> items) => Value.From(new IteratorValue(items));

    private static IEnumerable<Value> Items(Arguments arguments, int position) =>
        arguments.Require(position, "iterable", "the function").Iterate();

    private static int? Size(Arguments arguments) =>
        arguments.Get(1, "r", Value.None).TryGetInt64(out var size) ? (int)Math.Min(size, 1000) : null;

    private static Value Call(RenderState state, Value function, Value[] arguments) => function.AsObject() is ICallable callable
        ? callable.Call(state, Arguments.Of(arguments))
        : throw TransformException.Error(DiagnosticCodes.WrongArguments, "The function cannot be called.");

    private static IEnumerable<Value> Count(Value start, Value step)
    {
        for (var value = start; ; value = Arithmetic.Apply(BinaryOperator.Add, value, step))
        {
            yield return value;
        }
    }

    private static IEnumerable<Value> Cycle(Value[] items)
    {
        while (items.Length > 0)
        {
            foreach (var item in items)
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<Value> Repeat(Value item, Value times)
    {
        for (var i = 0L; !times.TryGetInt64(out var count) || i < count; i++)
        {
            yield return item;
        }
    }

    private static IEnumerable<Value> Accumulate(RenderState state, Arguments arguments)
    {
        var function = arguments.Get(1, "func", Value.None);
        var total = arguments.TryGet("initial", out var initial) && !initial.IsNone ? initial : default(Value?);
        if (total is { } first)
        {
            yield return first;
        }

        foreach (var item in Items(arguments, 0))
        {
            total = total is { } sum
                ? function.IsMissing ? Arithmetic.Apply(BinaryOperator.Add, sum, item) : Call(state, function, [sum, item])
                : item;
            yield return total.Value;
        }
    }

    private static IEnumerable<Value> Slice(Arguments arguments)
    {
        var hasStart = arguments.Positional.Length > 2;
        arguments.Get(hasStart ? 1 : 9, "start", 0).TryGetInt64(out var start);
        var stop = arguments.Get(hasStart ? 2 : 1, "stop", Value.None).TryGetInt64(out var given) ? given : long.MaxValue;
        var step = arguments.Get(3, "step", 1).TryGetInt64(out var every) ? Math.Max(every, 1) : 1;
        var index = 0L;
        if (stop <= 0)
        {
            yield break;
        }

        foreach (var item in Items(arguments, 0))
        {
            if (index >= start && (index - start) % step == 0)
            {
                yield return item;
            }

            if (++index >= stop)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<Value> ZipLongest(Arguments arguments)
    {
        var fill = arguments.TryGet("fillvalue", out var given) ? given : Value.None;
        var columns = arguments.Positional.ToArray().Select(static v => v.Iterate().ToArray()).ToArray();
        for (var i = 0; i < columns.Select(static c => c.Length).DefaultIfEmpty().Max(); i++)
        {
            yield return new TupleValue(columns.Select(c => i < c.Length ? c[i] : fill));
        }
    }

    private static IEnumerable<Value> Product(Arguments arguments)
    {
        var repeat = arguments.TryGet("repeat", out var given) && given.TryGetInt64(out var times) ? (int)Math.Min(times, 100) : 1;
        var pools = Enumerable.Repeat(arguments.Positional.ToArray().Select(static v => v.Iterate().ToArray()).ToArray(), repeat)
            .SelectMany(static p => p).ToArray();
        return Product(pools, 0, []);
    }

    private static IEnumerable<Value> Product(Value[][] pools, int index, Value[] chosen)
    {
        if (index == pools.Length)
        {
            return [new TupleValue(chosen)];
        }

        return pools[index].SelectMany(item => Product(pools, index + 1, [.. chosen, item]));
    }

    private static IEnumerable<Value> Permutations(Value[] items, int? size)
    {
        var wanted = size ?? items.Length;
        return wanted > items.Length ? [] : Permute(items, wanted, []);
    }

    private static IEnumerable<Value> Permute(Value[] items, int size, int[] chosen)
    {
        if (chosen.Length == size)
        {
            return [new TupleValue(chosen.Select(i => items[i]))];
        }

        return Enumerable.Range(0, items.Length).Where(i => !chosen.Contains(i)).SelectMany(i => Permute(items, size, [.. chosen, i]));
    }

    private static IEnumerable<Value> Combinations(Value[] items, int size, int from, bool repeated) =>
        Combine(items, size, from, repeated).Select(static c => (Value)new TupleValue(c));

    private static IEnumerable<Value[]> Combine(Value[] items, int size, int from, bool repeated)
    {
        if (size == 0)
        {
            return [[]];
        }

        return Enumerable.Range(from, Math.Max(items.Length - from, 0)).SelectMany(i =>
            Combine(items, size - 1, repeated ? i : i + 1, repeated).Select(rest => (Value[])[items[i], .. rest]));
    }
}

/// <summary>A Python iterator: it gives each item once.</summary>
internal sealed class IteratorValue(IEnumerable<Value> items) : IHostObject
{
    private readonly IEnumerator<Value> items = items.GetEnumerator();

    private const int MaxItems = 10_000_000;

    private int count;

    public string TypeName => "iterator";

    public IEnumerable<Value> Iterate()
    {
        while (items.MoveNext())
        {
            if (++count > MaxItems)
            {
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed,
                    $"The iterator gave more than {MaxItems} items.",
                    hint: "It probably has no end: take a part of it with `itertools.islice`.");
            }

            yield return items.Current;
        }
    }
}
