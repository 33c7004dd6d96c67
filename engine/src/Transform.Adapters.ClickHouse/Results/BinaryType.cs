using System.Buffers.Binary;
using System.Text;

namespace Transform.Adapters.ClickHouse.Results;

/// <summary>Reads the types that stand before each value of a <c>Dynamic</c>, in ClickHouse's binary encoding of types.</summary>
internal static class BinaryType
{
    private static readonly string[] Simple =
    [
        "Nothing", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256", "Int8", "Int16", "Int32", "Int64", "Int128", "Int256",
        "Float32", "Float64", "Date", "Date32", "DateTime",
    ];

    private static readonly string[] Units =
        ["Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"];

    /// <returns>Null where the bytes end before the type does.</returns>
    internal static ColumnType? TryRead(ReadOnlySpan<byte> bytes, ref int at)
    {
        var reader = new Reader(bytes, at);
        var type = reader.Type();
        at = reader.At;
        return reader.IsCut ? null : type;
    }

    // Goes on with zeros behind the end, and says so.
    private ref struct Reader(ReadOnlySpan<byte> bytes, int at)
    {
        private const int LastYear = 0x1A;

        private readonly ReadOnlySpan<byte> bytes = bytes;

        public int At { get; private set; } = at;

        public bool IsCut { get; private set; }

        public ColumnType Type()
        {
            var code = Byte();
            if (code < Simple.Length)
            {
                return TypeParser.Parse(Simple[code]);
            }

            switch (code)
            {
                case 0x12:
                    return TypeParser.Parse("DateTime") with { Zone = TypeParser.FindZone(Text()) };
                case 0x13:
                    return TypeParser.Timed("DateTime64", Byte(), null);
                case 0x14:
                    var scale = Byte();
                    return TypeParser.Timed("DateTime64", scale, TypeParser.FindZone(Text()));
                case 0x15:
                    return TypeParser.Parse("String");
                case 0x16:
                    return new ColumnType(ValueKind.FixedString) { Size = Count() };
                case 0x17 or 0x18:
                    return Enumeration(code == 0x17);
                case >= 0x19 and <= 0x1C:
                    Byte();
                    return new ColumnType(ValueKind.Decimal32 + (code - 0x19)) { Size = 4 << (code - 0x19), Scale = Byte() };
                case 0x1D:
                    return TypeParser.Parse("UUID");
                case 0x1E:
                    return new ColumnType(ValueKind.Array) { Items = [Type()] };
                case 0x1F:
                    return new ColumnType(ValueKind.Tuple) { Items = Types(names: null) };
                case 0x20:
                    return Named();
                case 0x22:
                    var unit = Byte();
                    return TypeParser.Interval(Units[Math.Min(unit == LastYear ? Units.Length - 1 : unit, Units.Length - 1)]);
                case 0x23:
                    return Type() with { IsNullable = true };
                case 0x26:
                    return Type();
                case 0x27:
                    return new ColumnType(ValueKind.Map) { Items = [Type(), Type()] };
                case 0x28:
                    return TypeParser.Parse("IPv4");
                case 0x29:
                    return TypeParser.Parse("IPv6");
                case 0x2A:
                    return new ColumnType(ValueKind.Variant) { Items = Types(names: null) };
                case 0x2B:
                    Byte();
                    return TypeParser.Parse("Dynamic");
                case 0x2C:
                    return IsCut ? TypeParser.Parse("Nothing") : Custom(Text());
                case 0x2D:
                    return TypeParser.Parse("Bool");
                case 0x2F:
                    return new ColumnType(ValueKind.Array) { Items = [Named()] };
                case 0x30:
                    SkipJson();
                    return TypeParser.Parse("JSON");
                case 0x31:
                    return TypeParser.Parse("BFloat16");
                case 0x32:
                    return TypeParser.Parse("Time");
                case 0x34:
                    return TypeParser.Timed("Time64", Byte(), null);
                default:
                    throw new NotSupportedException($"Dynamic of the type with the number {code}");
            }
        }

        private ColumnType Custom(string name) => IsCut ? TypeParser.Parse("Nothing") : TypeParser.Parse(name);

        private ColumnType Named()
        {
            var names = new List<string>();
            var types = Types(names);
            return new ColumnType(ValueKind.Tuple) { Items = types, Names = [.. names] };
        }

        private ColumnType[] Types(List<string>? names)
        {
            var types = new List<ColumnType>();
            for (var left = Count(); left > 0 && !IsCut; left--)
            {
                names?.Add(Text());
                types.Add(Type());
            }

            return [.. types];
        }

        private ColumnType Enumeration(bool isSmall)
        {
            var labels = new Dictionary<int, string>();
            for (var left = Count(); left > 0 && !IsCut; left--)
            {
                var label = Text();
                var number = isSmall ? (sbyte)Byte() : BinaryPrimitives.ReadInt16LittleEndian(Take(sizeof(short)));
                labels[number] = label;
            }

            return isSmall
                ? new ColumnType(ValueKind.Enum8) { Size = 1, Labels = labels }
                : new ColumnType(ValueKind.Enum16) { Size = 2, Labels = labels };
        }

        // A version, how many paths and types are kept apart, paths with types, paths that are left out, and patterns of such.
        private void SkipJson()
        {
            Byte();
            Count();
            Byte();
            Types([]);
            for (var lists = 2; lists > 0; lists--)
            {
                for (var left = Count(); left > 0 && !IsCut; left--)
                {
                    Text();
                }
            }
        }

        private byte Byte() => Take(1)[0];

        private int Count()
        {
            var place = At;
            if (RowLayout.TryLength(bytes, ref place, out var count))
            {
                At = place;
                return count;
            }

            IsCut = true;
            return 0;
        }

        private string Text() => Encoding.UTF8.GetString(Take(Count()));

        private ReadOnlySpan<byte> Take(int count)
        {
            if (IsCut || count > bytes.Length - At)
            {
                IsCut = true;
                return new byte[count <= sizeof(long) ? count : 0];
            }

            var taken = bytes.Slice(At, count);
            At += count;
            return taken;
        }
    }
}
