using System.Collections.Frozen;
using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <content>Methods of lists, tuples, dicts, sets and numbers.</content>
internal static partial class Methods
{
    private static readonly FrozenDictionary<string, MethodFunction> ListTable = new Dictionary<string, MethodFunction>
    {
        ["append"] = static (_, s, a) => Do(() => s.AsList()!.Add(a.Require(0, "object", "append"))),
        ["clear"] = static (_, s, _) => Do(s.AsList()!.Clear),
        ["copy"] = static (_, s, _) => s.AsList()!.Copy(),
        ["count"] = static (_, s, a) => s.AsList()!.Count(item => item.Equals(a.Require(0, "value", "count"))),
        ["extend"] = static (_, s, a) => Do(() => s.AsList()!.AddRange(a.Require(0, "iterable", "extend").Iterate().ToArray())),
        ["index"] = static (_, s, a) => IndexOf(s.AsList()!.Items, a),
        ["insert"] = Insert,
        ["pop"] = Pop,
        ["remove"] = static (_, s, a) => Do(() => s.AsList()!.RemoveAt(
            (int)IndexOf(s.AsList()!.Items, a).ToDouble())),
        ["reverse"] = static (_, s, _) => Do(s.AsList()!.Reverse),
        ["sort"] = SortInPlace,
    }.ToFrozenDictionary(static m => m.Key, static m => Alone(m.Value));

    private static readonly FrozenDictionary<string, MethodFunction> TupleTable = new Dictionary<string, MethodFunction>
    {
        ["count"] = static (_, s, a) => s.AsTuple()!.Count(item => item.Equals(a.Require(0, "value", "count"))),
        ["index"] = static (_, s, a) => IndexOf(s.AsTuple()!.Items, a),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, MethodFunction> DictTable = new Dictionary<string, MethodFunction>
    {
        ["clear"] = static (_, s, _) => Do(s.AsDict()!.Clear),
        ["copy"] = static (_, s, _) => s.AsDict()!.Copy(),
        ["fromkeys"] = static (_, _, a) => new DictValue(
            a.Require(0, "iterable", "fromkeys").Iterate().Select(k => KeyValuePair.Create(k, a.Get(1, "value", Value.None)))),
        ["get"] = static (_, s, a) => s.AsDict()!.TryGetValue(Hashable(a, "get"), out var v) ? v : a.Get(1, "default", Value.None),
        ["items"] = static (_, s, _) => Value.From(new DictView("dict_items", s.AsDict()!, static p => TupleValue.Of(p.Key, p.Value))),
        ["keys"] = static (_, s, _) => Value.From(new DictView("dict_keys", s.AsDict()!, static p => p.Key)),
        ["pop"] = PopKey,
        ["popitem"] = PopItem,
        ["setdefault"] = SetDefault,
        ["update"] = Update,
        ["values"] = static (_, s, _) => Value.From(new DictView("dict_values", s.AsDict()!, static p => p.Value)),
    }.ToFrozenDictionary(static m => m.Key, static m => Alone(m.Value));

    private static readonly FrozenDictionary<string, MethodFunction> SetTable = new Dictionary<string, MethodFunction>
    {
        ["add"] = static (_, s, a) => Do(() => s.AsSet()!.Add(a.Require(0, "elem", "add"))),
        ["clear"] = static (_, s, _) => Do(s.AsSet()!.Clear),
        ["copy"] = static (_, s, _) => s.AsSet()!.Copy(),
        ["difference"] = static (_, s, a) => new SetValue(s.AsSet()!.Where(item => !Members(a).Contains(item))),
        ["difference_update"] = static (_, s, a) => Do(() => s.AsSet()!.Items.ExceptWith(Members(a))),
        ["discard"] = static (_, s, a) => Do(() => s.AsSet()!.Remove(a.Require(0, "elem", "discard"))),
        ["intersection"] = static (_, s, a) => new SetValue(s.AsSet()!.Where(item =>
            a.Positional.ToArray().All(other => other.Iterate().Contains(item)))),
        ["intersection_update"] = static (_, s, a) => Do(() => s.AsSet()!.Items.IntersectWith(Members(a))),
        ["isdisjoint"] = static (_, s, a) => !s.AsSet()!.Items.Overlaps(Members(a)),
        ["issubset"] = static (_, s, a) => s.AsSet()!.Items.IsSubsetOf(Members(a)),
        ["issuperset"] = static (_, s, a) => s.AsSet()!.Items.IsSupersetOf(Members(a)),
        ["pop"] = static (_, s, _) => PopMember(s.AsSet()!),
        ["remove"] = static (_, s, a) => s.AsSet()!.Remove(a.Require(0, "elem", "remove"))
            ? Value.None
            : throw Missing(a.Require(0, "elem", "remove"), "the set", a),
        ["symmetric_difference"] = static (_, s, a) => SymmetricDifference(s.AsSet()!, a),
        ["union"] = static (_, s, a) => new SetValue(s.AsSet()!.Concat(Members(a))),
        ["update"] = static (_, s, a) => Do(() => s.AsSet()!.Items.UnionWith(Members(a))),
    }.ToFrozenDictionary(static m => m.Key, static m => Alone(m.Value));

    private static readonly FrozenDictionary<string, MethodFunction> FloatTable = new Dictionary<string, MethodFunction>
    {
        ["is_integer"] = static (_, s, _) => s.ToDouble() == Math.Floor(s.ToDouble()) && double.IsFinite(s.ToDouble()),
        ["hex"] = static (_, s, _) => s.ToString(),
        ["conjugate"] = static (_, s, _) => s,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, MethodFunction> IntegerTable = new Dictionary<string, MethodFunction>
    {
        ["bit_length"] = static (_, s, _) => (long)BigInteger.Abs(s.ToBigInteger()).GetBitLength(),
        ["bit_count"] = static (_, s, _) => BitCount(s.ToBigInteger()),
        ["is_integer"] = static (_, _, _) => true,
        ["conjugate"] = static (_, s, _) => Arithmetic.Plus(s),
    }.ToFrozenDictionary();

    private static Value Do(Action action)
    {
        action();
        return Value.None;
    }

    private static Value[] Members(Arguments arguments)
    {
        var members = new List<Value>();
        foreach (var argument in arguments.Positional.Span)
        {
            members.AddRange(argument.Iterate());
        }

        return [.. members];
    }

    private static TransformException Missing(Value item, string where, Arguments arguments) => TransformException.Error(
        DiagnosticCodes.OperationFailed, $"{item.Repr()} is not in {where}.", arguments.Span);

    private static Value IndexOf(ReadOnlySpan<Value> items, Arguments arguments)
    {
        var wanted = arguments.Require(0, "value", "index");
        var (first, count, _) = Slicing.Resolve(
            items.Length, arguments.Get(1, "start", Value.None), arguments.Get(2, "stop", Value.None), Value.None);
        var found = items.Slice(first, count).IndexOf(wanted);
        return found >= 0 ? first + found : throw Missing(wanted, "the list", arguments);
    }

    private static Value Insert(RenderState state, Value self, Arguments arguments)
    {
        var list = self.AsList()!;
        var position = Int(arguments, 0, "index");
        list.Insert(
            Math.Clamp(position < 0 ? position + list.Count : position, 0, list.Count), arguments.Require(1, "object", "insert"));
        return Value.None;
    }

    private static Value Pop(RenderState state, Value self, Arguments arguments)
    {
        var list = self.AsList()!;
        var position = Int(arguments, 0, "index", -1);
        position = position < 0 ? position + list.Count : position;
        if (position < 0 || position >= list.Count)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                list.Count == 0 ? "pop() finds nothing: the list is empty." : "pop() is given a position outside of the list.",
                arguments.Span);
        }

        var item = list[position];
        list.RemoveAt(position);
        return item;
    }

    private static Value SortInPlace(RenderState state, Value self, Arguments arguments)
    {
        Func<Value, Value> key = arguments.TryGet("key", out var function) && function.AsObject() is ICallable callable
            ? item => callable.Call(state, Arguments.Of(item))
            : static item => item;
        var list = self.AsList()!;
        var items = list.Items.ToArray();
        Filters.SortValues(items, key, arguments.TryGet("reverse", out var reverse) && reverse.IsTruthy);
        items.CopyTo(list.Items);
        return Value.None;
    }

    private static Value Hashable(Arguments arguments, string method)
    {
        var key = arguments.Require(0, "key", method);
        key.RequireHashable();
        return key;
    }

    private static Value PopKey(RenderState state, Value self, Arguments arguments)
    {
        var key = Hashable(arguments, "pop");
        return self.AsDict()!.Remove(key, out var value)
            ? value
            : arguments.TryGet(1, "default", out var fallback) ? fallback : throw Missing(key, "the dictionary", arguments);
    }

    private static Value PopItem(RenderState state, Value self, Arguments arguments)
    {
        var dict = self.AsDict()!;
        if (dict.Count == 0)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed, "popitem() finds nothing: the dictionary is empty.", arguments.Span);
        }

        var (key, value) = dict.GetAt(dict.Count - 1);
        dict.Remove(key);
        return TupleValue.Of(key, value);
    }

    // What a template puts into `graph`, the templates of other threads change, too: packages keep a cache there. In Python no
    // two methods of a collection run at a time.
    private static MethodFunction Alone(MethodFunction method) => (state, self, arguments) =>
    {
        lock (self.Reference!)
        {
            return method(state, self, arguments);
        }
    };

    private static Value SetDefault(RenderState state, Value self, Arguments arguments)
    {
        var key = Hashable(arguments, "setdefault");
        if (!self.AsDict()!.TryGetValue(key, out var value))
        {
            value = arguments.Get(1, "default", Value.None);
            self.AsDict()![key] = value;
        }

        return value;
    }

    private static Value Update(RenderState state, Value self, Arguments arguments)
    {
        var dict = self.AsDict()!;
        if (arguments.Positional.Length > 0)
        {
            Globals.AddPairs(dict, arguments.Positional.Span[0]);
        }

        foreach (var (name, value) in arguments.Keywords.Span)
        {
            dict[name] = value;
        }

        return Value.None;
    }

    private static Value PopMember(SetValue set)
    {
        foreach (var item in set)
        {
            set.Remove(item);
            return item;
        }

        throw TransformException.Error(DiagnosticCodes.OperationFailed, "pop() finds nothing: the set is empty.");
    }

    private static Value SymmetricDifference(SetValue set, Arguments arguments)
    {
        var result = set.Copy();
        result.Items.SymmetricExceptWith(Members(arguments));
        return result;
    }

    private static Value BitCount(BigInteger number)
    {
        var count = 0;
        for (number = BigInteger.Abs(number); !number.IsZero; number >>= 1)
        {
            count += number.IsEven ? 0 : 1;
        }

        return count;
    }
}

/// <summary>A live view of a dict: what <c>items()</c>, <c>keys()</c> and <c>values()</c> give.</summary>
internal sealed class DictView(string typeName, DictValue dict, Func<KeyValuePair<Value, Value>, Value> select)
    : IHostObject, IContainer
{
    public string TypeName { get; } = typeName;

    public int? Length => dict.Count;

    public IEnumerable<Value> Iterate()
    {
        foreach (var pair in dict)
        {
            yield return select(pair);
        }
    }

    public bool Contains(Value item) => TypeName == "dict_keys" ? dict.ContainsKey(item) : Iterate().Contains(item);

    public bool IsEqualTo(Value other) =>
        ReferenceEquals(other.AsObject(), this)
        || (other.As<DictView>() is { } view && TypeName != "dict_values" && view.TypeName == TypeName
            && new SetValue(Iterate()).Items.SetEquals(view.Iterate()));

    public int HashCode() => GetHashCode();

    public string Render() => $"{TypeName}([{string.Join(", ", Iterate().Select(v => v.Repr()))}])";
}
