using Shouldly;
using Transform.Loading.Files;
using Xunit;

namespace Transform.Tests.Loading;

public sealed class IgnoreFileTests
{
    [Theory]
    [InlineData("*.sql", "models/a.sql", true)]
    [InlineData("*.sql", "models/a.yml", false)]
    [InlineData("/a.sql", "models/a.sql", false)]
    [InlineData("models/a.sql", "models/a.sql", true)]
    [InlineData("models/", "models/x/a.sql", true)]
    [InlineData("a.sql/", "models/a.sql", false)]
    [InlineData("models/**/b.sql", "models/x/y/b.sql", true)]
    [InlineData("models/**/b.sql", "models/b.sql", true)]
    [InlineData("models/*/b.sql", "models/x/y/b.sql", false)]
    [InlineData("**/tmp", "models/tmp/a.sql", true)]
    [InlineData("models/**", "models/x/a.sql", true)]
    [InlineData("a?.sql", "models/ab.sql", true)]
    [InlineData("a[b-d].sql", "models/ac.sql", true)]
    [InlineData("a[!b-d].sql", "models/ac.sql", false)]
    [InlineData("# x\n\n*.sql\n!a.sql", "models/a.sql", false)]
    [InlineData("!a.sql\n*.sql", "models/a.sql", true)]
    [InlineData("\\#a.sql", "models/#a.sql", true)]
    [InlineData("[", "models/[", true)]
    public void Follows_gitignore(string patterns, string path, bool ignored) =>
        IgnoreFile.Parse(patterns).Ignores(path).ShouldBe(ignored);
}
