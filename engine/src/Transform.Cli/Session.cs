using System.Collections.Concurrent;
using Transform.Adapters;
using Transform.Cli.Options;
using Transform.Cli.Reporting;
using Transform.Core;
using Transform.Planning;

namespace Transform.Cli;

/// <summary>One call of the program: what was said, where to print, and how to be stopped.</summary>
internal sealed record Session
{
    public required Settings Settings { get; init; }

    /// <summary>The environment variables, read once.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required TimeProvider Time { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required Guid InvocationId { get; init; }

    /// <summary>The absolute folder the program was called in.</summary>
    public required string CurrentFolder { get; init; }

    public required Terminal Terminal { get; init; }

    public required ReportOptions ReportOptions { get; init; }

    public required IReporter Reporter { get; init; }

    public required LogFile Log { get; init; }

    /// <summary>What is run again; null where nothing is.</summary>
    public Retry? Retry { get; init; }

    /// <summary>The states of the project that were read, by their folders.</summary>
    public ConcurrentDictionary<string, EarlierGraph> States { get; } = new(StringComparer.Ordinal);

    /// <summary>The folder for generated files, where only one call at a time may work in it.</summary>
    public RunLock Lock { get; } = new();

    /// <summary>The deprecated spellings that were met.</summary>
    public DeprecationSummary Deprecations { get; } = new();

    public SecretMask Mask => ReportOptions.Mask;

    /// <summary>What is still being kept when the command is done.</summary>
    public Task Keeping { get; set; } = Task.CompletedTask;

    /// <summary>Where the profile says how to connect; known once the project is read.</summary>
    public SourceSpan? TargetSpan { get; set; }

    /// <summary>Cancelled by Ctrl-C or SIGTERM.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>What the warehouse refused; where there is no connection, the place is that of the target in the profile.</summary>
    public Diagnostic Explain(WarehouseException exception) =>
        Diagnostic.Error(
            exception.Code,
            exception.Message,
            exception.Code is DiagnosticCodes.ConnectionFailed or DiagnosticCodes.DatabaseLocked ? TargetSpan : null,
            exception.Hint);
}
