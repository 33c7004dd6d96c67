namespace Transform.Tests.Loading;

/// <summary>Where the fixtures of this area lie in the source tree.</summary>
internal static class LoadingFixtures
{
    public static string Root { get; } = Golden.Fixture("loading");

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);
}
