namespace Transform.Cli;

/// <summary>Which environment variables hold secrets, by their names: dbt's <c>DBT_ENV_SECRET...</c> and our <c>TRANSFORM_ENV_SECRET...</c>.</summary>
internal static class SecretVariables
{
    public static bool Contains(string name) => name.Contains("_ENV_SECRET", StringComparison.Ordinal);
}
