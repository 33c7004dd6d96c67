using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Transform.Core;

namespace Transform.Templating;

/// <summary>The kinds of value that a template knows; they follow Python's types.</summary>
public enum ValueKind : byte
{
    Undefined,
    None,
    Boolean,
    Integer,
    Float,
    String,
    List,
    Tuple,
    Dict,
    Set,

    /// <summary>A host object: anything that the program lends to a template, functions and macros included.</summary>
    Object,
}

/// <summary>A value of the template language, with Python's semantics. Two words long: small values are not boxed.
/// Lists, dictionaries and sets are mutable references, as in Python.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Equality is Python's and is defined in Value.Operators.")]
public readonly partial struct Value : IEquatable<Value>
{
    private static readonly Tag NoneTag = new(ValueKind.None);
    private static readonly Tag BooleanTag = new(ValueKind.Boolean);
    private static readonly Tag IntegerTag = new(ValueKind.Integer);
    private static readonly Tag FloatTag = new(ValueKind.Float);
    private static readonly Value PlainUndefined = new(new UndefinedName("value", null, "the value is undefined"));

    // What kind it is, by the object in `reference`: a Tag for values that fit in `bits`, a BigInteger box for
    // integers beyond 64 bits, else the string, collection or host object itself. Null is an undefined value.
    private readonly object? reference;
    private readonly long bits;

    private Value(object? reference, long bits = 0)
    {
        this.reference = reference;
        this.bits = bits;
    }

    /// <summary>The undefined value, also <c>default(Value)</c>.</summary>
    public static Value Undefined => default;

    public static Value None { get; } = new(NoneTag);

    public static Value True { get; } = new(BooleanTag, 1);

    public static Value False { get; } = new(BooleanTag);

    public static Value EmptyString { get; } = new(string.Empty);

    public ValueKind Kind => reference switch
    {
        null => ValueKind.Undefined,
        Tag tag => tag.Kind,
        string => ValueKind.String,
        ListValue => ValueKind.List,
        DictValue => ValueKind.Dict,
        TupleValue => ValueKind.Tuple,
        BigInteger => ValueKind.Integer,
        SetValue => ValueKind.Set,
        UndefinedName => ValueKind.Undefined,
        _ => ValueKind.Object,
    };

    public bool IsUndefined => reference is null or UndefinedName;

    public bool IsNone => ReferenceEquals(reference, NoneTag);

    /// <summary>None or undefined.</summary>
    public bool IsMissing => IsNone || IsUndefined;

    public bool IsString => reference is string;

    public bool IsInteger => ReferenceEquals(reference, IntegerTag) || reference is BigInteger;

    public bool IsNumber => IsInteger || ReferenceEquals(reference, FloatTag);

    /// <summary>The name that was not defined, for the error message.</summary>
    public string? UndefinedNameOrNull => (reference as UndefinedName)?.Name;

    /// <summary>The <c>default</c> value: in a slot of a frame, a name that is not set.</summary>
    internal bool IsUnset => reference is null;

    /// <summary>The value as a slot keeps it: undefined, but set.</summary>
    internal Value Stored
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => reference is null ? PlainUndefined : this;
    }

    /// <summary>What holds the value, for quick tests of its type.</summary>
    internal object? Reference => reference;

    /// <summary>An undefined value that can be called and asked for attributes.</summary>
    internal bool IsPermissive => reference is UndefinedName { IsPermissive: true };

    /// <summary>A name that no scope knows, rather than a missing attribute of something.</summary>
    internal bool IsUndefinedVariable => reference is UndefinedName { IsVariable: true };

    /// <summary>Why the value is undefined, as a sentence without its full stop.</summary>
    internal string UndefinedMessage => (reference as UndefinedName)?.Message ?? "the value is undefined";

    public static implicit operator Value(bool value) => value ? True : False;

    public static implicit operator Value(int value) => new(IntegerTag, value);

    public static implicit operator Value(long value) => new(IntegerTag, value);

    public static implicit operator Value(double value) => new(FloatTag, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A string, or None for null.</summary>
    public static implicit operator Value(string? value) => value is null ? None : new(value);

    public static implicit operator Value(ListValue value) => new(value);

    public static implicit operator Value(TupleValue value) => new(value);

    public static implicit operator Value(DictValue value) => new(value);

    public static implicit operator Value(SetValue value) => new(value);

    public static Value From(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? new(IntegerTag, (long)value) : new(value);

    /// <summary>A host object, or None for null.</summary>
    public static Value From(IHostObject? value) => value is null ? None : new(value);

    /// <summary>A host function.</summary>
    public static Value From(string name, HostFunction function) => new(new HostFunctionObject(name, function));

    /// <summary>An undefined value that remembers what was asked for.</summary>
    public static Value UndefinedFor(string name) => new(new UndefinedName(name, null));

    /// <summary>What asking <paramref name="owner"/> for a missing attribute or item gives.</summary>
    public static Value UndefinedFor(Value owner, string name) => new(new UndefinedName(name, owner.TypeName));

    /// <summary>An undefined value as dbt's parse phase has them: it can be called and asked for attributes.</summary>
    internal static Value PermissiveFor(string name) => new(new UndefinedName(name, null) { IsPermissive = true });

    /// <summary>An undefined value with its own explanation.</summary>
    internal static Value UndefinedBecause(string name, string message) => new(new UndefinedName(name, null, message));

    public bool TryGetBoolean(out bool value)
    {
        value = bits != 0;
        return ReferenceEquals(reference, BooleanTag);
    }

    /// <summary>An integer that fits in 64 bits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = bits;
        return ReferenceEquals(reference, IntegerTag);
    }

    public bool TryGetBigInteger(out BigInteger value)
    {
        if (reference is BigInteger big)
        {
            value = big;
            return true;
        }

        value = bits;
        return ReferenceEquals(reference, IntegerTag);
    }

    public bool TryGetFloat(out double value)
    {
        value = BitConverter.Int64BitsToDouble(bits);
        return ReferenceEquals(reference, FloatTag);
    }

    public string? AsString() => reference as string;

    public ListValue? AsList() => reference as ListValue;

    public TupleValue? AsTuple() => reference as TupleValue;

    public DictValue? AsDict() => reference as DictValue;

    public SetValue? AsSet() => reference as SetValue;

    public IHostObject? AsObject() => reference as IHostObject;

    /// <summary>The host object as <typeparamref name="T"/>, or null.</summary>
    public T? As<T>()
        where T : class, IHostObject => reference as T;

    private sealed class Tag(ValueKind kind)
    {
        public ValueKind Kind { get; } = kind;
    }

    private sealed class UndefinedName(string name, string? owner, string? message = null)
    {
        public string Name { get; } = name;

        public bool IsPermissive { get; init; }

        public bool IsVariable => owner is null && message is null;

        public string Message => message
            ?? (owner is null ? $"'{Name}' is undefined" : $"a value of type {owner} has no attribute '{Name}'");
    }
}
