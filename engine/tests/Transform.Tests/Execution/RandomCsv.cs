using FsCheck;
using FsCheck.Fluent;

namespace Transform.Tests.Execution;

/// <summary>CSV files of three columns in which anything may stand that files of people have.</summary>
internal static class RandomCsv
{
    public const int Columns = 3;

    private static readonly string[] Plain =
        ["1", "-7", "007", "3000000000", "2.5", "2024-02-29", "2024-01-02 03:04:05", "true", "False", "", "é", "a b", "it's", "'q'", "\"a,b\"", "\"a\nb\"", "\"say \"\"no\"\"\""];

    private static readonly string[] Odd =
        ["null", "NULL", " 1", "x ", "\"\"", "\" \"", "2.0", "1e3", "5\" x", "\"q\" z", "\\N", "\\", "\"open", "\"a\r\nb\"", "a\rb", "99999999999999999999"];

    /// <summary>Half of them plain, each with few values, so that columns of one type come up.</summary>
    public static Arbitrary<string> Files =>
        (from fields in Gen.OneOf(Gen.Constant(Plain), Gen.Constant<string[]>([.. Plain, .. Odd]))
         from used in Gen.ArrayOf(Gen.Elements(fields), 4)
         from rows in Gen.Choose(0, 30)
         from cells in Gen.ArrayOf(Gen.Elements(used), rows * Columns)
         from end in Gen.Frequency((10, Gen.Constant("\n")), (5, Gen.Constant("\r\n")), (1, Gen.Constant("\r")), (1, Gen.Constant("\n\n")), (1, Gen.Constant(",x\n")))
         from last in Gen.Elements(string.Empty, end)
         select $"a,b,c{(end.Contains('x', StringComparison.Ordinal) ? "\n" : end)}{string.Join(end, cells.Chunk(Columns).Select(row => string.Join(',', row)))}{last}").ToArbitrary();
}
