namespace Transform.Core;

/// <summary>How much a line matters, by dbt's levels.</summary>
public enum LogLevel
{
    Debug,
    Info,
    Warn,
    Error,
}
