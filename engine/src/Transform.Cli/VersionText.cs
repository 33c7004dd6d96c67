using System.Runtime.InteropServices;

namespace Transform.Cli;

/// <summary>What Transform says of itself.</summary>
internal static class VersionText
{
    /// <summary>The dbt whose projects, flags and artifacts this version follows.</summary>
    public const string DbtVersion = "1.11";

    public static string Version { get; } = typeof(VersionText).Assembly.GetName().Version is { } version
        ? $"{version.Major}.{version.Minor}.{version.Build}"
        : "0.0.0";

    public static string Full =>
        $"""
        Transform {Version}
          runs projects of: dbt {DbtVersion}
          warehouses:       duckdb
          runtime:          {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}
        """;
}
