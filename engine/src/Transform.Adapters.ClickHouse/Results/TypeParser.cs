using System.Collections.Frozen;

namespace Transform.Adapters.ClickHouse.Results;

/// <summary>Reads names of types, such as <c>Map(String, Tuple(a Nullable(Int8), b Enum8('x' = 1)))</c>.</summary>
internal ref struct TypeParser
{
    private const int DeepestType = 200;

    private static readonly FrozenDictionary<string, ColumnType> Simple = new Dictionary<string, ColumnType>(StringComparer.Ordinal)
    {
        ["Nothing"] = new(ValueKind.Nothing) { Size = 0 },
        ["Bool"] = new(ValueKind.Boolean) { Size = 1 },
        ["Int8"] = new(ValueKind.Int8) { Size = 1 },
        ["Int16"] = new(ValueKind.Int16) { Size = 2 },
        ["Int32"] = new(ValueKind.Int32) { Size = 4 },
        ["Int64"] = new(ValueKind.Int64) { Size = 8 },
        ["Int128"] = new(ValueKind.Int128) { Size = 16 },
        ["Int256"] = new(ValueKind.Int256) { Size = 32 },
        ["UInt8"] = new(ValueKind.UInt8) { Size = 1 },
        ["UInt16"] = new(ValueKind.UInt16) { Size = 2 },
        ["UInt32"] = new(ValueKind.UInt32) { Size = 4 },
        ["UInt64"] = new(ValueKind.UInt64) { Size = 8 },
        ["UInt128"] = new(ValueKind.UInt128) { Size = 16 },
        ["UInt256"] = new(ValueKind.UInt256) { Size = 32 },
        ["BFloat16"] = new(ValueKind.BFloat16) { Size = 2 },
        ["Float32"] = new(ValueKind.Float32) { Size = 4 },
        ["Float64"] = new(ValueKind.Float64) { Size = 8 },
        ["String"] = new(ValueKind.String),
        ["JSON"] = new(ValueKind.String),
        ["UUID"] = new(ValueKind.Uuid) { Size = 16 },
        ["IPv4"] = new(ValueKind.Ipv4) { Size = 4 },
        ["IPv6"] = new(ValueKind.Ipv6) { Size = 16 },
        ["Date"] = new(ValueKind.Date) { Size = 2 },
        ["Date32"] = new(ValueKind.Date32) { Size = 4 },
        ["DateTime"] = new(ValueKind.DateTime) { Size = 4 },
        ["Time"] = new(ValueKind.Time) { Size = 4 },
        ["Dynamic"] = new(ValueKind.Dynamic),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // What a name stands for.
    private static readonly FrozenDictionary<string, string> Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Point"] = "Tuple(Float64, Float64)",
        ["Ring"] = "Array(Point)",
        ["LineString"] = "Array(Point)",
        ["MultiLineString"] = "Array(LineString)",
        ["Polygon"] = "Array(Ring)",
        ["MultiPolygon"] = "Array(Polygon)",
        ["Geometry"] = "Variant(LineString, MultiLineString, MultiPolygon, Point, Polygon, Ring)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private TypeText text;
    private int depth;

    private TypeParser(string text) => this.text = new TypeText(text);

    /// <exception cref="NotSupportedException">Values of this type cannot be read; the message says what to do.</exception>
    internal static ColumnType Parse(string text)
    {
        if (Simple.TryGetValue(text, out var simple))
        {
            return simple;
        }

        var parser = new TypeParser(text);
        var type = parser.Type();
        return parser.text.IsAtEnd ? type : throw parser.text.Unknown();
    }

    private ColumnType Type()
    {
        if (++depth > DeepestType)
        {
            throw text.Unknown();
        }

        var name = text.Word();
        var type = text.Peek() == '(' ? WithArguments(name) : Aliases.TryGetValue(name, out var alias) ? Parse(alias)
            : Simple.TryGetValue(name, out var simple) ? simple
            : name.StartsWith("Interval", StringComparison.Ordinal) ? Interval(name["Interval".Length..])
            : name is "DateTime64" or "Time64" ? Timed(name, 3, null)
            : throw text.Unknown();
        depth--;
        return type;
    }

    private ColumnType WithArguments(string name)
    {
        text.Expect('(');
        switch (name)
        {
            case "Nullable":
                return Closed(Type() with { IsNullable = true });
            case "LowCardinality":
                return Closed(Type());
            case "SimpleAggregateFunction":
                text.SkipArgument();
                return Closed(Type());
            case "Array":
                return Closed(new ColumnType(ValueKind.Array) { Items = [Type()] });
            case "Tuple":
                return Tuple();
            case "Nested":
                return new ColumnType(ValueKind.Array) { Items = [Tuple()] };
            case "Map":
                var key = Type();
                text.Expect(',');
                return Closed(new ColumnType(ValueKind.Map) { Items = [key, Type()] });
            case "Variant":
                return new ColumnType(ValueKind.Variant) { Items = [.. Types()] };
            case "FixedString":
                return Closed(new ColumnType(ValueKind.FixedString) { Size = text.Number() });
            case "Decimal":
                return Decimal();
            case "DateTime":
                return Closed(Simple[name] with { Zone = FindZone(text.Quoted()) });
            case "DateTime64" or "Time64":
                var scale = text.Number();
                var zone = text.Peek() == ',' ? Zone() : null;
                return Closed(Timed(name, scale, zone));
            case "Enum8" or "Enum16":
                return Enumeration(name is "Enum8" ? new ColumnType(ValueKind.Enum8) { Size = 1 } : new ColumnType(ValueKind.Enum16) { Size = 2 });
            case "Dynamic" or "JSON":
                text.SkipArguments();
                return Simple[name];
            default:
                throw text.Unknown();
        }
    }

    private ColumnType Closed(ColumnType type)
    {
        text.Expect(')');
        return type;
    }

    private List<ColumnType> Types()
    {
        var types = new List<ColumnType>();
        while (!text.TryTake(')'))
        {
            types.Add(Type());
            text.TryTake(',');
        }

        return types;
    }

    // Parts have names or not: (a Int8, b String), (Int8, String).
    private ColumnType Tuple()
    {
        var types = new List<ColumnType>();
        var names = new List<string>();
        while (!text.TryTake(')'))
        {
            if (text.Peek() is '`' or '"')
            {
                names.Add(text.Quoted());
            }
            else
            {
                var start = text;
                var word = text.Word();
                if (text.Peek() is ',' or ')' or '(' or '\0')
                {
                    text = start;
                }
                else
                {
                    names.Add(word);
                }
            }

            types.Add(Type());
            text.TryTake(',');
        }

        return new ColumnType(ValueKind.Tuple)
        {
            Items = [.. types],
            Names = names.Count == types.Count ? [.. names] : [],
            Size = types.TrueForAll(t => t is { Size: >= 0, IsNullable: false }) ? types.Sum(t => t.Size) : -1,
        };
    }

    private ColumnType Decimal()
    {
        var precision = text.Number();
        text.Expect(',');
        var scale = text.Number();
        var (kind, size) = precision switch
        {
            <= 9 => (ValueKind.Decimal32, 4),
            <= 18 => (ValueKind.Decimal64, 8),
            <= 38 => (ValueKind.Decimal128, 16),
            _ => (ValueKind.Decimal256, 32),
        };
        return Closed(new ColumnType(kind) { Size = size, Scale = scale });
    }

    internal static ColumnType Timed(string name, int scale, TimeZoneInfo? zone) =>
        new(name is "Time64" ? ValueKind.Time64 : ValueKind.DateTime64) { Size = 8, Scale = scale, Zone = zone };

    internal static ColumnType Interval(string unit) => new(ValueKind.Interval) { Size = 8, Unit = unit };

    private TimeZoneInfo? Zone()
    {
        text.Expect(',');
        return FindZone(text.Quoted());
    }

    /// <summary>A zone that this system does not know is taken for UTC.</summary>
    internal static TimeZoneInfo FindZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    private ColumnType Enumeration(ColumnType type)
    {
        var labels = new Dictionary<int, string>();
        while (!text.TryTake(')'))
        {
            var label = text.Quoted();
            text.Expect('=');
            labels[text.Number()] = label;
            text.TryTake(',');
        }

        return type with { Labels = labels };
    }
}
