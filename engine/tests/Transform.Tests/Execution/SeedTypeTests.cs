using System.Text;
using Shouldly;
using Transform.Execution.Nodes;

namespace Transform.Tests.Execution;

/// <summary>The types are those that dbt 1.11 gives the same columns.</summary>
public sealed class SeedTypeTests
{
    [Theory]
    [InlineData("integer", "1", "-5", "007", "+3")]
    [InlineData("integer", "1e5", "2.0")]
    [InlineData("integer", "", "null", "NULL")]
    [InlineData("bigint", "1", "3000000000")]
    [InlineData("numeric(38, 0)", "99999999999999999999")]
    [InlineData("float8", "1.5", "2")]
    [InlineData("float8", "-0.5", "+12.", ".5", "2e-1")]
    [InlineData("integer", "3.00", "4.")]
    [InlineData("text", "1.5.2")]
    [InlineData("text", "2024-01-01 24:00:00")]
    [InlineData("text", "2024-13-01")]
    [InlineData("boolean", "true", "False", "")]
    [InlineData("text", "true", "1")]
    [InlineData("date", "2024-02-29", "")]
    [InlineData("text", "2023-02-29")]
    [InlineData("timestamp without time zone", "2024-01-01 10:00:00")]
    [InlineData("timestamp without time zone", "2024-01-01T10:00:00", "2024-01-01T10:00:00Z", "2024-01-01T10:00:00+02:00")]
    [InlineData("text", "2024-01-01", "x")]
    [InlineData("text", "10:00:00")]
    [InlineData("text", "yes", "no")]
    [InlineData("text", "-")]
    [InlineData("text", "ä€😀")]
    public void Columns_get_the_type_that_fits_all_values(string expected, params string[] values)
    {
        var inference = new SeedTypeInference();
        foreach (var value in values)
        {
            inference.Add(Encoding.UTF8.GetBytes(value));
        }

        inference.Type.ShouldBe(expected);
    }
}
