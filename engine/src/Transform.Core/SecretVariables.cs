namespace Transform.Core;

/// <summary>Which environment variables hold secrets, by their names: dbt's <c>DBT_ENV_SECRET...</c> and our
/// <c>TRANSFORM_ENV_SECRET...</c>. Only profiles and packages may read them, and they are masked wherever they would be printed.</summary>
public static class SecretVariables
{
    private static readonly string[] Prefixes = ["DBT_ENV_SECRET", "TRANSFORM_ENV_SECRET"];

    /// <summary>The start of the name that makes it a secret; null for any other name.</summary>
    public static string? PrefixOf(string name) => Array.Find(Prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    public static bool Contains(string name) => PrefixOf(name) is not null;
}
