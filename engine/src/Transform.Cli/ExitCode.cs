namespace Transform.Cli;

/// <summary>What the process ends with, as in dbt.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something ran and failed, or was cancelled.</summary>
    public const int Failed = 1;

    /// <summary>It could not run: a usage, project or connection error.</summary>
    public const int CouldNotRun = 2;
}
