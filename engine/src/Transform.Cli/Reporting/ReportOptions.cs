using Transform.Core;

namespace Transform.Cli.Reporting;

/// <summary>What every reporter needs to know.</summary>
internal sealed record ReportOptions
{
    public required TimeProvider Time { get; init; }

    /// <summary>What must not be printed; the one of the project once that is read.</summary>
    public required SecretMask Mask { get; init; }

    public required Guid InvocationId { get; init; }

    /// <summary>Paths are shown relative to this folder.</summary>
    public required string CurrentFolder { get; init; }

    public LogLevel Level { get; init; } = LogLevel.Info;

    /// <summary>The least that the log file keeps; null for nothing.</summary>
    public LogLevel? FileLevel { get; init; } = LogLevel.Debug;

    /// <summary>How large the log file may be before a new one is begun; 0 for any size.</summary>
    public int LogFileMaxBytes { get; init; }

    public bool Quiet { get; init; }

    /// <summary>The width of a line up to its status.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The command's result goes to standard output and is for programs.</summary>
    public bool HasProduct { get; init; }

    /// <summary>Nothing is run (compile): no summary at the end.</summary>
    public bool RunsNothing { get; init; }

    /// <summary>Known once the project is read.</summary>
    public string TargetName { get; set; } = string.Empty;

    /// <summary>Absolute; known once the project is read.</summary>
    public string TargetPath { get; set; } = string.Empty;
}
