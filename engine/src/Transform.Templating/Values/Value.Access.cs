using System.Globalization;
using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <content>Attributes, items, iteration.</content>
public readonly partial struct Value
{
    private static readonly string[] AsciiCharacters = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    /// <summary>Python's <c>len()</c>; 0 for an undefined value.</summary>
    /// <exception cref="TransformException">The value has no length (TF2005).</exception>
    public int Length => TryGetLength() ?? throw TransformException.Error(
        DiagnosticCodes.OperationFailed, $"A value of type {TypeName} has no length.");

    /// <summary>What a <c>for</c> loop sees: items; of a dict its keys, of a string its characters.</summary>
    /// <exception cref="TransformException">The value cannot be iterated (TF2005).</exception>
    public IEnumerable<Value> Iterate() => TryIterate() ?? throw TransformException.Error(
        DiagnosticCodes.OperationFailed,
        $"A value of type {TypeName} cannot be looped over.",
        hint: "A list, a dictionary, a string or range() can.");

    /// <summary>Jinja's <c>value.name</c>: an attribute or method, then an item; undefined when there is neither.</summary>
    public Value GetAttribute(string name)
    {
        switch (reference)
        {
            case DictValue dict:
                if (Methods.Find(this, name) is { } method)
                {
                    return From(new BoundMethod(this, name, method));
                }

                return dict.TryGetValue(name, out var item) ? item : UndefinedFor(this, name);
            case IHostObject host:
                return host.TryGetAttribute(name, out var value) || host.TryGetItem(name, out value)
                    ? value
                    : UndefinedFor(this, name);
            case null or UndefinedName:
                throw TransformException.Error(DiagnosticCodes.UndefinedName, Sentence(UndefinedMessage));
            default:
                return Methods.Find(this, name) is { } found
                    ? From(new BoundMethod(this, name, found))
                    : Methods.Property(this, name) is { } property ? property : UndefinedFor(this, name);
        }
    }

    /// <summary>Jinja's <c>value[key]</c>: an item (negative positions count from the end), then an attribute; undefined when
    /// there is neither.</summary>
    public Value GetItem(Value key)
    {
        switch (reference)
        {
            case DictValue dict:
                key.RequireHashable();
                if (dict.TryGetValue(key, out var item))
                {
                    return item;
                }

                break;
            case ListValue list when key.TryGetIndex(list.Count, out var index):
                return index >= 0 ? list[index] : UndefinedFor(this, key.ToString());
            case TupleValue tuple when key.TryGetIndex(tuple.Count, out var index):
                return index >= 0 ? tuple[index] : UndefinedFor(this, key.ToString());
            case string text when key.TryGetIndex(text.Length, out var index):
                return index >= 0 ? Character(text, index) : UndefinedFor(this, key.ToString());
            case IHostObject host:
                if (host.TryGetItem(key, out var value))
                {
                    return value;
                }

                break;
            case null or UndefinedName:
                throw TransformException.Error(DiagnosticCodes.UndefinedName, Sentence(UndefinedMessage));
        }

        if (key.reference is string name)
        {
            if (reference is IHostObject host)
            {
                return host.TryGetAttribute(name, out var value) ? value : UndefinedFor(this, name);
            }

            if (Methods.Find(this, name) is { } method)
            {
                return From(new BoundMethod(this, name, method));
            }
        }

        return UndefinedFor(this, key.ToString());
    }

    /// <summary>Python's <c>in</c>: whether <paramref name="item"/> is in this value.</summary>
    /// <exception cref="TransformException">The value has no members (TF2005).</exception>
    public bool Contains(Value item)
    {
        switch (reference)
        {
            case string text:
                return item.reference is string part
                    ? text.Contains(part, StringComparison.Ordinal)
                    : throw TransformException.Error(
                        DiagnosticCodes.OperationFailed,
                        item.IsUndefined
                            ? $"Cannot look for a value in a string: {item.UndefinedMessage}."
                            : $"Only a string can be in a string, not a value of type {item.TypeName}.",
                        hint: "Convert it with `| string`.");
            case ListValue list:
                return list.Contains(item);
            case TupleValue tuple:
                return tuple.Items.Contains(item);
            case DictValue dict:
                item.RequireHashable();
                return dict.ContainsKey(item);
            case SetValue set:
                item.RequireHashable();
                return set.Contains(item);
            case null or UndefinedName:
                return false;
            case IContainer container:
                return container.Contains(item);
            default:
                foreach (var candidate in Iterate())
                {
                    if (candidate.Equals(item))
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    internal static string Sentence(string message) =>
        char.ToUpperInvariant(message[0]).ToString(CultureInfo.InvariantCulture) + message[1..] + ".";

    internal int? TryGetLength() => reference switch
    {
        string text => text.Length,
        ListValue list => list.Count,
        TupleValue tuple => tuple.Count,
        DictValue dict => dict.Count,
        SetValue set => set.Count,
        null or UndefinedName => 0,
        IHostObject host => host.Length,
        _ => null,
    };

    internal IEnumerable<Value>? TryIterate() => reference switch
    {
        ListValue list => list,
        TupleValue tuple => tuple,
        DictValue dict => dict.Select(pair => pair.Key),
        SetValue set => set,
        string text => Characters(text),
        null or UndefinedName => [],
        IHostObject host => host.Iterate(),
        _ => null,
    };

    private static IEnumerable<Value> Characters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = Character(text, i);
            i += character.Length - 1;
            yield return character;
        }
    }

    private static string Character(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            ? text.Substring(index, 2)
            : text[index] < AsciiCharacters.Length ? AsciiCharacters[text[index]] : text[index].ToString(CultureInfo.InvariantCulture);

    // An integer key as a position: -1 when it is outside; false when the key is no integer.
    private bool TryGetIndex(int length, out int index)
    {
        index = -1;
        if (reference is BigInteger)
        {
            return true;
        }

        if (reference is not Tag { Kind: ValueKind.Integer or ValueKind.Boolean })
        {
            return false;
        }

        var position = bits < 0 ? bits + length : bits;
        if (position >= 0 && position < length)
        {
            index = (int)position;
        }

        return true;
    }
}

/// <summary>A host object that answers <c>in</c> without iterating.</summary>
internal interface IContainer
{
    bool Contains(Value item);
}
