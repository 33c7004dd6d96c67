using Shouldly;
using Transform.Planning;
using Transform.Tests.Planning;
using Xunit;

namespace Transform.Tests.Documentation;

/// <summary>A manifest is written where it would be another one, and made of the one before where that is enough.</summary>
public sealed class KeptManifestTests : CachedParse
{
    [Fact]
    public void A_manifest_is_made_of_the_one_before()
    {
        var options = Project();
        var path = Path.Combine(Folder, "manifest.json");
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull());

        // What is copied is not looked at.
        var written = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("The a.", "An a..", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, written);
        foreach (var text in (string[])["select 2 from {{ ref('a') }}", "select 'É{ \"model.shop.b\":{' from {{ ref('a') }}", "select 3 from {{ ref('a') }}"])
        {
            File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), text);

            Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)).Replace("The a.", "An a..", StringComparison.Ordinal));
        }

        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 4 from {{ ref('n') }}");
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)));
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 5 from {{ ref('a') }}");
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)));
    }

    [Fact]
    public void A_note_of_a_manifest_that_is_cut_off_is_not_believed()
    {
        var options = Project();
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull());
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 2 from {{ ref('a') }}");
        Manifest(TryRead(options).ShouldNotBeNull());
        var note = Path.Combine(Folder, "manifest.stamp");
        File.WriteAllText(note, File.ReadAllText(note).TrimEnd()[..^1]);
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 3 from {{ ref('a') }}");

        Manifest(TryRead(options).ShouldNotBeNull()).ShouldBe(Manifest(Parse(options)));
    }

    [Fact]
    public void A_manifest_is_written_again_where_something_has_changed()
    {
        var options = Project();
        Keep(options);
        var path = Path.Combine(Folder, "manifest.json");
        Manifest(TryRead(options).ShouldNotBeNull());
        var first = File.GetLastWriteTimeUtc(path);

        Manifest(TryRead(options).ShouldNotBeNull());
        File.GetLastWriteTimeUtc(path).ShouldBe(first);

        File.WriteAllText(path, "{}");
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldContain("model.shop.a");
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/d.md"), "{% docs unused %}Nobody needs it.{% enddocs %}{% docs d %}The a.{% enddocs %}");
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldContain("Nobody needs it.");
        File.WriteAllText(Path.Combine(options.ProjectDir, "models/b.sql"), "select 7 as seven");
        Keep(options);
        Manifest(TryRead(options).ShouldNotBeNull()).ShouldContain("as seven");
    }
}
