using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using CsvHelper;
using Microsoft.Win32.SafeHandles;
using Transform.Adapters;

namespace Transform.Execution.Nodes;

/// <summary>Reads a seed's values for the types of its columns. A large file is read in blocks of lines, side by side: a block ends with a
/// line's end, and should that lie in a field, the block before it has a quote that nothing closes.</summary>
internal static class SeedScan
{
    private const int BlockSize = 4 * 1024 * 1024;

    /// <param name="csv">The file, its header read; lines are checked as its options say.</param>
    /// <param name="path">Of the same file.</param>
    /// <param name="columns">One for each column, for what is found.</param>
    /// <param name="isNeeded">Whether to go on for the types of the columns where the file is not plain.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="blockSize">In bytes; a line that is longer has the file read from its start to its end.</param>
    /// <returns>What the columns hold where the file is plain, see <see cref="CsvFile.PlainValues"/>.</returns>
    /// <exception cref="CsvFormatException">A line cannot be read.</exception>
    public static ImmutableArray<CsvValues> Read(
        CsvReader csv, string path, SeedTypeInference[] columns, bool isNeeded, CancellationToken cancellation, int blockSize = BlockSize)
    {
        using (var file = File.OpenHandle(path))
        {
            if (TryReadBlocks(new BlockReader(file, blockSize), csv.Options, columns, cancellation) is { } isPlain)
            {
                return isPlain ? [.. columns.Select(column => column.Values)] : default;
            }
        }

        while (isNeeded && csv.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (csv.FieldCount > columns.Length)
            {
                throw new CsvFormatException($"Line {csv.LineNumber}: It has {csv.FieldCount} fields, but the header has {columns.Length}.");
            }

            Add(csv, columns);
        }

        return default;
    }

    // Null where the file has to be read from its start to its end, since something in it is not as expected.
    private static bool? TryReadBlocks(BlockReader blocks, CsvReaderOptions options, SeedTypeInference[] columns, CancellationToken cancellation)
    {
        var parts = new SeedTypeInference[Math.Min(Environment.ProcessorCount, blocks.Count)][];
        var isPlain = true;
        try
        {
            Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancellation }, part =>
            {
                parts[part] = Array.ConvertAll(columns, _ => new SeedTypeInference());
                var buffer = blocks.NewBuffer();
                while (blocks.Next(buffer) is { } block)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (TryRead(block, options, parts[part]) is not { } isPlainBlock)
                    {
                        blocks.Stop();
                    }
                    else if (!isPlainBlock)
                    {
                        Volatile.Write(ref isPlain, false);
                    }
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is IOException))
        {
            return null;
        }

        if (blocks.IsStopped)
        {
            return null;
        }

        foreach (var part in parts)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i].Add(part[i]);
            }
        }

        return isPlain && Array.TrueForAll(columns, column => column.IsPlain);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool? TryRead(Block block, CsvReaderOptions options, SeedTypeInference[] columns)
    {
        using var csv = CsvReader.Create(block.Lines, options with
        {
            HasHeader = block.IsFirst,
            SkipEmptyLines = false,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
        });
        try
        {
            if (block.IsFirst)
            {
                csv.ReadHeader();
            }

            var isPlain = !HasLoneReturn(block.Lines.Span);
            while (csv.Read())
            {
                if (csv.RawRecord.IsEmpty)
                {
                    isPlain = false;
                }
                else if (csv.FieldCount == columns.Length)
                {
                    Add(csv, columns);
                    isPlain &= HasPlainQuotes(csv, columns);
                }
                else
                {
                    return null;
                }
            }

            return isPlain;
        }
        catch (CsvFormatException)
        {
            // Whoever reads the whole file says what is wrong, and where.
            return null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(CsvReader csv, SeedTypeInference[] columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i].Add(i < csv.FieldCount ? csv.GetSpan(i) : default);
        }
    }

    // Fields are in quotes as a whole or not at all, and quotes within are doubled.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool HasPlainQuotes(CsvReader csv, SeedTypeInference[] columns)
    {
        if (!HasQuote(csv.RawRecord))
        {
            return true;
        }

        for (var i = 0; i < csv.FieldCount; i++)
        {
            var field = csv.GetSpan(i);
            var raw = csv.GetRawSpan(i);
            var quotes = field.Count((byte)'"');
            if (raw is [(byte)'"', .., (byte)'"'] && !field.IsEmpty && raw.Length == field.Length + 2 + quotes)
            {
                columns[i].IsQuoted = true;
            }
            else if (raw.Length != field.Length || quotes > 0)
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasQuote(ReadOnlySpan<byte> line)
    {
        var quotes = new Vector<byte>((byte)'"');
        for (; line.Length >= Vector<byte>.Count; line = line[Vector<byte>.Count..])
        {
            if (Vector.EqualsAny(new Vector<byte>(line), quotes))
            {
                return true;
            }
        }

        foreach (var letter in line)
        {
            if (letter == '"')
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLoneReturn(ReadOnlySpan<byte> lines)
    {
        for (var at = lines.IndexOf((byte)'\r'); at >= 0; at = lines.IndexOf((byte)'\r'))
        {
            lines = lines[(at + 1)..];
            if (lines is not [(byte)'\n', ..])
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Block(ReadOnlyMemory<byte> Lines, bool IsFirst);

    /// <summary>Cuts a file into blocks of whole lines, for several threads.</summary>
    private sealed class BlockReader(SafeFileHandle file, int blockSize)
    {
        private readonly Lock gate = new();
        private readonly long length = RandomAccess.GetLength(file);
        private long position;

        /// <summary>How many there are, at most.</summary>
        public int Count => (int)Math.Min(int.MaxValue, (length / blockSize) + 1);

        /// <summary>Something is not as expected: a byte order mark, a line that is longer than a block, or what a caller has found.</summary>
        public bool IsStopped { get; private set; }

        /// <summary>For one block at a time.</summary>
        public byte[] NewBuffer() => GC.AllocateUninitializedArray<byte>((int)Math.Min(blockSize, length));

        /// <param name="bytes">Holds the block until the next one is asked for.</param>
        public Block? Next(byte[] bytes)
        {
            lock (gate)
            {
                var isFirst = position == 0;
                var count = IsStopped ? 0 : RandomAccess.Read(file, bytes.AsSpan(0, (int)Math.Min(bytes.Length, length - position)), position);
                if (count == 0)
                {
                    return null;
                }

                var lines = position + count < length ? bytes.AsSpan(0, count).LastIndexOf((byte)'\n') + 1 : count;
                position += lines;
                IsStopped = lines == 0 || (isFirst && bytes.AsSpan(0, count) is [0xEF, 0xBB, 0xBF, ..] or [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]);
                return IsStopped ? null : new Block(bytes.AsMemory(0, lines), isFirst);
            }
        }

        public void Stop()
        {
            lock (gate)
            {
                IsStopped = true;
            }
        }
    }
}
