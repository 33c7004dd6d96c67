using Shouldly;
using Transform.Core;
using Transform.Packages;
using Xunit;

namespace Transform.Tests.Packages;

public sealed class StagingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-staging-").FullName;

    private string Install => Path.Combine(folder, "dbt_packages");

    private string[] Content => [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_old_packages_come_back_where_the_new_ones_cannot_be_put()
    {
        Directory.CreateDirectory(Path.Combine(Install, "old"));
        using (var staging = Staging.Open(Install))
        {
            // The exchange fails, the old ones can be moved away, and nothing is there to be put in their place.
            Directory.Delete(staging.Packages);
            Should.Throw<TransformException>(staging.Commit).Diagnostics[0].Code.ShouldBe(DiagnosticCodes.UnwritableFolder);
        }

        Directory.Exists(Path.Combine(Install, "old")).ShouldBeTrue();
        Content.ShouldBe(["dbt_packages"]);
    }

    [Fact]
    public void A_file_where_the_folder_should_be_is_told_and_left()
    {
        File.WriteAllText(Install, "a file");
        using (var staging = Staging.Open(Install))
        {
            Should.Throw<TransformException>(staging.Commit).Diagnostics[0].Message.ShouldContain(Install);
        }

        File.ReadAllText(Install).ShouldBe("a file");
    }

    [Fact]
    public void What_a_killed_run_has_moved_away_comes_back()
    {
        Directory.CreateDirectory(Path.Combine(folder, ".dbt_packages.new", "old", "a"));
        Staging.Open(Install).Dispose();
        Directory.Exists(Path.Combine(Install, "a")).ShouldBeTrue();
        Content.ShouldBe(["dbt_packages"]);
    }

    [Fact]
    public void A_failure_to_clear_up_after_a_killed_run_leaves_no_lock_and_the_old_packages()
    {
        Directory.CreateDirectory(Path.Combine(folder, ".dbt_packages.new", "old", "a"));
        File.WriteAllText(Install, "in the way");
        Should.Throw<TransformException>(() => Staging.Open(Install)).Diagnostics[0].Code.ShouldBe(DiagnosticCodes.UnwritableFolder);
        Content.ShouldBe([".dbt_packages.new", "dbt_packages"]);

        File.Delete(Install);
        Staging.Open(Install).Dispose();
        Directory.Exists(Path.Combine(Install, "a")).ShouldBeTrue();
    }
}
