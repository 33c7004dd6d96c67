using System.Numerics;
using System.Text;
using Transform.Adapters.DuckDb.Native;

namespace Transform.Adapters.DuckDb;

/// <summary>Reads the values of one vector of the current chunk, and of its children for nested types.</summary>
internal sealed unsafe partial class VectorReader
{
    private const int BitsPerWord = 64;

    private readonly ColumnType type;
    private readonly VectorReader[] children;
    private byte* data;
    private ulong* validity;
    private int size;

    internal VectorReader(ColumnType type)
    {
        this.type = type;

        // A map is a list of structs, and a union a struct that starts with its tag.
        children = type.Kind switch
        {
            DuckDbType.Map =>
            [
                new VectorReader(new ColumnType(DuckDbType.Struct, string.Empty) { ChildNames = ["key", "value"], Children = type.Children }),
            ],
            DuckDbType.Union =>
            [
                new VectorReader(new ColumnType(DuckDbType.UTinyInt, "UTINYINT")),
                .. type.Children.Select(member => new VectorReader(member)),
            ],
            _ => [.. type.Children.Select(child => new VectorReader(child))],
        };
    }

    /// <summary>Points at the vector of the next chunk.</summary>
    internal void Attach(nint vector, int rows)
    {
        size = rows;
        data = (byte*)DuckDbNative.VectorGetData(vector);
        validity = DuckDbNative.VectorGetValidity(vector);
        switch (type.Kind)
        {
            case DuckDbType.List or DuckDbType.Map:
                children[0].Attach(DuckDbNative.ListVectorGetChild(vector), int.MaxValue);
                break;
            case DuckDbType.Array:
                children[0].Attach(DuckDbNative.ArrayVectorGetChild(vector), int.MaxValue);
                break;
            case DuckDbType.Struct or DuckDbType.Union:
                for (var i = 0; i < children.Length; i++)
                {
                    children[i].Attach(DuckDbNative.StructVectorGetChild(vector, (ulong)i), int.MaxValue);
                }

                break;
        }
    }

    /// <summary>Forgets the chunk, whose memory is about to go.</summary>
    internal void Detach()
    {
        size = 0;
        data = null;
    }

    internal bool IsNull(int row)
    {
        Check(row);
        return !IsValid(row);
    }

    internal bool GetBoolean(int row) => type.Kind == DuckDbType.Boolean ? *At<byte>(row) != 0 : throw Mismatch("boolean");

    internal double GetDouble(int row) => type.Kind switch
    {
        DuckDbType.Double => *At<double>(row),
        DuckDbType.Float => *At<float>(row),
        _ => throw Mismatch("double"),
    };

    internal long GetInt64(int row) => type.Kind switch
    {
        DuckDbType.BigInt => *At<long>(row),
        DuckDbType.Integer => *At<int>(row),
        DuckDbType.SmallInt => *At<short>(row),
        DuckDbType.TinyInt => *At<sbyte>(row),
        DuckDbType.UBigInt => checked((long)*At<ulong>(row)),
        DuckDbType.UInteger => *At<uint>(row),
        DuckDbType.USmallInt => *At<ushort>(row),
        DuckDbType.UTinyInt => *At<byte>(row),
        DuckDbType.HugeInt => checked((long)*At<Int128>(row)),
        DuckDbType.UHugeInt => checked((long)*At<UInt128>(row)),
        DuckDbType.BigNum => (long)BigNum.Read(Bytes(row)),
        _ => throw Mismatch("integer"),
    };

    internal BigInteger GetBigInteger(int row) => type.Kind switch
    {
        DuckDbType.HugeInt => *At<Int128>(row),
        DuckDbType.UHugeInt => *At<UInt128>(row),
        DuckDbType.UBigInt => *At<ulong>(row),
        DuckDbType.BigNum => BigNum.Read(Bytes(row)),
        _ => GetInt64(row),
    };

    internal string GetString(int row) => type.Kind switch
    {
        DuckDbType.Varchar => Encoding.UTF8.GetString(Bytes(row)),
        DuckDbType.Enum => type.EnumValues[EnumIndex(row)],
        _ => throw Mismatch("text"),
    };

    private bool IsValid(int row) =>
        validity is null || (validity[row / BitsPerWord] & (1UL << (row % BitsPerWord))) != 0;

    private ReadOnlySpan<byte> Bytes(int row) => DuckDbString.Bytes(At<DuckDbString>(row));

    private int EnumIndex(int row) => type.Storage switch
    {
        DuckDbType.UTinyInt => *At<byte>(row),
        DuckDbType.USmallInt => *At<ushort>(row),
        _ => (int)*At<uint>(row),
    };

    /// <summary>The address of a row's value. A NULL has none: whoever reads one has not asked.</summary>
    private T* At<T>(int row)
        where T : unmanaged
    {
        Check(row);
        return IsValid(row) ? (T*)data + row : throw new InvalidCastException($"The value of this {type.Text} column is NULL.");
    }

    private void Check(int row)
    {
        if ((uint)row >= (uint)size)
        {
            throw new InvalidOperationException("There is no current row.");
        }
    }

    private InvalidCastException Mismatch(string wanted) => new($"A column of type {type.Text} is not read as {wanted}.");
}
