using Transform.Core;

namespace Transform.Packages;

/// <summary>How to install packages: what the command line and the environment say.</summary>
public sealed record InstallOptions
{
    /// <summary>The address of dbt's public index.</summary>
    public const string PublicIndex = "https://hub.getdbt.com/";

    /// <summary>The address of the index: http, https or file, or a folder.</summary>
    public string Index { get; init; } = PublicIndex;

    /// <summary>Where downloads are kept between runs, absolute.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Take only versions whose <c>require_dbt_version</c> fits.</summary>
    public bool VersionCheck { get; init; } = true;

    /// <summary>Write the lock file and install nothing.</summary>
    public bool LockOnly { get; init; }

    /// <summary>Resolve anew even when the lock file is still right.</summary>
    public bool Upgrade { get; init; }

    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the first new try; each further one waits twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The environment variables, for secrets and for git.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Takes one line about what goes on.</summary>
    public required Action<LogLevel, string> Log { get; init; }

    /// <summary>Takes warnings; called from one thread at a time.</summary>
    public required Action<Diagnostic> Warn { get; init; }
}
