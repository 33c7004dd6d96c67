using Shouldly;
using Transform.Documentation.Publishing;

namespace Transform.Tests.Documentation;

public sealed class SafeMarkdownTests
{
    [Theory]
    [InlineData("A **bold** word", "<p>A <strong>bold</strong> word</p>")]
    [InlineData("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>")]
    [InlineData("[a](javascript:alert(1))", "<p>a</p>")]
    [InlineData("[a](JaVaScRiPt:alert(1))", "<p>a</p>")]
    [InlineData("[a](&#106;avascript:alert(1))", "<p>a</p>")]
    [InlineData("[a](<java\tscript:alert(1)>)", "<p>a</p>")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=)", "<p>a</p>")]
    [InlineData("![a](vbscript:x)", "<p>a</p>")]
    [InlineData("<javascript:alert(1)>", "<p>javascript:alert(1)</p>")]
    [InlineData("[a][b]\n\n[b]: javascript:alert(1)", "<p>a</p>")]
    [InlineData("[a](guide/x.md#b:c)", "<p><a href=\"guide/x.md#b:c\">a</a></p>")]
    [InlineData("[a](https://example.org)", "<p><a href=\"https://example.org\" rel=\"noopener noreferrer\">a</a></p>")]
    public void Does_nothing_but_show(string markdown, string html) => SafeMarkdown.ToHtml(markdown).Trim().ShouldBe(html);
}
