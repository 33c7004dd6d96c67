using System.Collections.Frozen;

namespace Transform.Templating;

/// <summary>The methods of Python's own types that templates can call. Each type's table stands in a file of its own.</summary>
internal static partial class Methods
{
    public static MethodFunction? Find(Value self, string name) => TableOf(self)?.GetValueOrDefault(name);

    /// <summary>Whether a dict answers <c>d.name</c> with a method, whatever is in it.</summary>
    public static bool IsDictMethod(string name) => DictTable.ContainsKey(name);

    /// <summary>The names of a type's methods, for suggestions.</summary>
    public static IEnumerable<string> NamesOf(Value self) => TableOf(self)?.Keys ?? [];

    /// <summary>Attributes that are no methods: the parts of a number.</summary>
    public static Value? Property(Value self, string name) => (self.Kind, name) switch
    {
        (ValueKind.Integer or ValueKind.Boolean or ValueKind.Float, "real") => Arithmetic.Plus(self),
        (ValueKind.Integer or ValueKind.Boolean, "imag") => 0,
        (ValueKind.Integer or ValueKind.Boolean, "numerator") => Arithmetic.Plus(self),
        (ValueKind.Integer or ValueKind.Boolean, "denominator") => 1,
        (ValueKind.Float, "imag") => 0.0,
        _ => (Value?)null,
    };

    private static FrozenDictionary<string, MethodFunction>? TableOf(Value self) => self.Kind switch
    {
        ValueKind.String => StringTable,
        ValueKind.Dict => DictTable,
        ValueKind.List => ListTable,
        ValueKind.Tuple => TupleTable,
        ValueKind.Set => SetTable,
        ValueKind.Float => FloatTable,
        ValueKind.Integer or ValueKind.Boolean => IntegerTable,
        _ => null,
    };
}
