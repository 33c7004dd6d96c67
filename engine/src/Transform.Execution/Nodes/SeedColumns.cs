using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>The columns of a seed: names from its header, types from <c>column_types</c> or from its values.</summary>
/// <param name="File">For the warehouse to read.</param>
/// <param name="Columns">In the file's order.</param>
/// <param name="Found">The types that the values have told, by the names of <see cref="ISqlDialect.SeedType"/>; null where the config names one.</param>
/// <param name="Source">The head of the file, for error messages.</param>
internal sealed record SeedColumns(CsvFile File, ImmutableArray<ColumnInfo> Columns, ImmutableArray<string?> Found, SourceText Source)
{
    private const int HeadLength = 64 * 1024;

    /// <exception cref="TransformException">TF1010: the file is not a CSV file with a header.</exception>
    public static SeedColumns Read(SeedNode seed, NodeContext context)
    {
        var source = ReadHead(seed);
        var capabilities = context.Session.Adapter.Capabilities;
        var delimiter = seed.Config.Text("delimiter") is { Length: 1 } own ? own[0] : ',';
        var declared = seed.Config.Get("column_types").AsDict() ?? new DictValue();
        try
        {
            using var csv = CsvReader.FromFile(seed.File.AbsolutePath, new CsvReaderOptions
            {
                Separator = delimiter,
                TrackLineNumbers = true,
                FieldCountMismatch = capabilities.FillsShortLines ? CsvFieldCountHandling.Allow : CsvFieldCountHandling.Throw,
            });
            csv.ReadHeader();
            if (csv.Headers.Count == 0)
            {
                throw Unreadable(seed, "It has no header line.", source);
            }

            string[] header = [.. csv.Headers];
            NameColumns(seed, header, source, capabilities.NamesIgnoreCase);
            var types = Array.ConvertAll(header, name => Declared(declared, name));
            var found = Array.ConvertAll(types, _ => new SeedTypeInference());
            var isNeeded = types.Contains(null);
            var values = isNeeded || capabilities.LoadsPlainFiles
                ? SeedScan.Read(csv, seed.File.AbsolutePath, found, isNeeded, context.Session.Cancellation)
                : default;
            var columns = header.Select((name, i) => new ColumnInfo(name, types[i] ?? context.Dialect.SeedType(found[i].Type, found[i].HasNulls)));
            return new SeedColumns(
                new CsvFile(seed.File.AbsolutePath, [.. header], delimiter, values),
                [.. columns],
                [.. found.Select((inference, i) => types[i] is null ? inference.Type : null)],
                source);
        }
        catch (CsvFormatException e)
        {
            throw Unreadable(seed, e.LineNumber > 0 ? $"Line {e.LineNumber}: {e.Message}" : e.Message, source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(seed, e.Message, source);
        }
    }

    public static TransformException Unreadable(SeedNode seed, string cause, SourceText source)
    {
        var line = LineNumber(cause);
        SourceSpan? span = line is { } n && n <= source.LineCount
            ? source.Span(source.Offset(n), Math.Max(source.Line(n).Length, 1))
            : source.Span(0, Math.Max(source.Line(1).Length, 1));
        return TransformException.Error(
            DiagnosticCodes.UnreadableSeed,
            $"The seed '{seed.Name}' cannot be read. {cause}",
            span,
            "Every line needs as many fields as the header, quotes in pairs, and values of its column's type; "
            + "column_types in the seed's config sets a type.");
    }

    private static SourceText ReadHead(SeedNode seed)
    {
        try
        {
            using var reader = new StreamReader(seed.File.AbsolutePath, Encoding.UTF8);
            var buffer = new char[HeadLength];
            return new SourceText(seed.OriginalFilePath, new string(buffer, 0, reader.ReadBlock(buffer)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(seed, e.Message, new SourceText(seed.OriginalFilePath, string.Empty));
        }
    }

    /// <summary>The header's names as dbt has them: a column without a name has a letter for its place, one that comes again a
    /// number.</summary>
    private static void NameColumns(SeedNode seed, string[] header, SourceText source, bool ignoresCase)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var folded = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Length; i++)
        {
            var name = header[i].Length > 0 ? header[i] : Letter(i);
            var unique = name;
            for (var number = 2; !names.Add(unique); number++)
            {
                unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
            }

            header[i] = unique;
            if (ignoresCase && !folded.Add(unique))
            {
                throw Unreadable(seed, $"Its header has the column '{unique}' twice.", source);
            }
        }
    }

    // a to z, then aa, bb and so on.
    private static string Letter(int index) => new((char)('a' + (index % 26)), (index / 26) + 1);

    private static string? Declared(DictValue declared, string column)
    {
        foreach (var (name, type) in declared)
        {
            if (string.Equals(name.ToString(), column, StringComparison.OrdinalIgnoreCase))
            {
                return type.ToString();
            }
        }

        return null;
    }

    /// <summary>The line that a message speaks of (<c>Line: 3</c>, <c>Line 3</c>).</summary>
    private static int? LineNumber(string message)
    {
        var at = message.IndexOf("Line", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var digits = message.AsSpan(at + 4).TrimStart(": ");
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], out var line) && line > 0 ? line : null;
    }
}
