using Shouldly;
using Transform.Execution.Changes;

namespace Transform.Tests.Execution.Changes;

public sealed class KnownResultTests
{
    /// <summary>Rows as <c>attempt event replaces...</c>, in any order; the attempt whose result counts, and what the next one takes the place of.</summary>
    [Theory]
    [InlineData("a succeeded", "a", "a")]
    [InlineData("a started; a succeeded", "a", "a")]
    [InlineData("a succeeded; a started", "a", "a")]
    [InlineData("a started", null, "a?")]
    [InlineData("a started; a failed", null, "a")]
    [InlineData("a succeeded; b started a", null, "b?")]
    [InlineData("a succeeded; b started a; b succeeded a", "b", "b")]
    [InlineData("a succeeded; b started a; b failed a", null, "b")]

    // Two that knew nothing of each other.
    [InlineData("a succeeded; b succeeded", null, "a b")]
    [InlineData("a succeeded; b started a; c started a; b succeeded a; c succeeded a", null, "b c")]
    [InlineData("a succeeded; b succeeded; c succeeded a b", "c", "c")]

    // One that took the place of a killed run counts, unless that run was not dead.
    [InlineData("a started; b succeeded a?", "b", "b")]
    [InlineData("a started; b succeeded a?; a succeeded", null, "b")]
    [InlineData("a started; b succeeded a?; a failed", null, "b")]
    [InlineData("a started; b succeeded a?; a succeeded; c succeeded b", "c", "c")]

    // What was superseded may be deleted at any time.
    [InlineData("b succeeded a", "b", "b")]
    [InlineData("c succeeded b; a succeeded", null, "a c")]
    public void Tells_which_attempt_counts(string rows, string? counts, string heads)
    {
        var known = KnownResult.Of([.. rows.Split("; ").Select(Row)]);

        known.Success?.Attempt.ShouldBe(counts);
        (known.Success is null).ShouldBe(counts is null);
        string.Join(' ', known.Heads).ShouldBe(heads);
    }

    private static ResultRow Row(string text)
    {
        var words = text.Split(' ');
        return new ResultRow("key", words[0], words[1]) { Replaces = string.Join(' ', words.Skip(2)) };
    }
}
