using System.Collections.Frozen;
using Transform.Core;

namespace Transform.Templating;

/// <summary>The functions that every template has, unless its context gives the name another meaning.</summary>
internal static class Globals
{
    private static readonly FrozenDictionary<string, Value> Table = new Dictionary<string, Value>
    {
        ["range"] = Value.From("range", static (_, a) => Value.From(RangeValue.Create(a))),
        ["dict"] = Value.From("dict", static (_, a) => MakeDict(a)),
        ["namespace"] = Value.From("namespace", static (_, a) => Value.From(new NamespaceValue(MakeDict(a)))),
        ["cycler"] = Value.From("cycler", static (_, a) => Value.From(new Cycler(a))),
        ["joiner"] = Value.From("joiner", static (_, a) => Value.From(new Joiner(a))),
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => Table.Keys;

    public static bool TryGet(string name, out Value value) => Table.TryGetValue(name, out value);

    /// <summary>Python's <c>dict(...)</c>: a dict or pairs, then names.</summary>
    public static DictValue MakeDict(Arguments arguments)
    {
        var dict = new DictValue();
        if (arguments.Positional.Length > 1)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "dict() takes one dictionary or list of pairs, then named values.", arguments.Span);
        }

        if (arguments.Positional.Length == 1)
        {
            AddPairs(dict, arguments.Positional.Span[0]);
        }

        foreach (var (name, value) in arguments.Keywords.Span)
        {
            dict[name] = value;
        }

        return dict;
    }

    /// <summary>Adds what Python's <c>dict.update</c> takes: a dict, or pairs.</summary>
    public static void AddPairs(DictValue dict, Value source)
    {
        if (source.AsDict() is { } other)
        {
            for (var i = 0; i < other.Count; i++)
            {
                var (key, value) = other.GetAt(i);
                dict[key] = value;
            }

            return;
        }

        if (source.As<NamespaceValue>() is { } space)
        {
            AddPairs(dict, space.Attributes);
            return;
        }

        foreach (var pair in source.Iterate())
        {
            var items = pair.Iterate().Take(3).ToArray();
            if (items.Length != 2)
            {
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed, "A dictionary is made of pairs of a key and a value.");
            }

            dict[items[0]] = items[1];
        }
    }

    private sealed class Cycler(Arguments arguments) : IHostObject
    {
        private readonly Value[] items = arguments.Positional.Length > 0
            ? arguments.Positional.ToArray()
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "cycler() needs at least one value.", arguments.Span);

        private int position;

        public string TypeName => "Cycler";

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "current" => items[position],
                "next" => Value.From("next", (_, _) => Next()),
                "reset" => Value.From("reset", (_, _) => Reset()),
                _ => default,
            };
            return name is "current" or "next" or "reset";
        }

        private Value Next()
        {
            var item = items[position];
            position = (position + 1) % items.Length;
            return item;
        }

        private Value Reset()
        {
            position = 0;
            return Value.None;
        }
    }

    private sealed class Joiner(Arguments arguments) : ICallable
    {
        private readonly Value separator = arguments.Get(0, "sep", ", ");
        private bool used;

        public string TypeName => "Joiner";

        public Value Call(RenderState state, Arguments call)
        {
            var value = used ? separator : Value.EmptyString;
            used = true;
            return value;
        }
    }
}
