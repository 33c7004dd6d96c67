using System.Runtime.InteropServices;
using Transform.Loading;

namespace Transform.Cli;

/// <summary>What Transform says of itself.</summary>
internal static class VersionText
{
    public static string Version { get; } = typeof(VersionText).Assembly.GetName().Version is { } version
        ? $"{version.Major}.{version.Minor}.{version.Build}"
        : "0.0.0";

    public static string Full =>
        $"""
        Transform {Version}
          runs projects of: dbt {ProjectContext.DbtVersion}
          warehouses:       duckdb, postgres, clickhouse
          runtime:          {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}
        """;
}
