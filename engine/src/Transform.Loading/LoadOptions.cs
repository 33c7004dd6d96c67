using Transform.Adapters;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>How to load a project: what the command line and the environment say.</summary>
public sealed record LoadOptions
{
    /// <summary>The absolute folder with the project file.</summary>
    public required string ProjectDir { get; init; }

    /// <summary>The one folder to look for <c>profiles.yml</c> in; null for the project's folder, its <c>project/</c>
    /// folder, then <c>~/.transform</c>, then <c>~/.dbt</c>.</summary>
    public string? ProfilesDir { get; init; }

    public string? Profile { get; init; }

    public string? Target { get; init; }

    public string? TargetPath { get; init; }

    public int? Threads { get; init; }

    public DictValue Vars { get; init; } = new();

    /// <summary>The environment variables, read once by the command line.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Learns the secrets that are met, from the first one on: what is wrong is printed through it too.</summary>
    public SecretMask Secrets { get; init; } = new();

    public required IReadOnlyList<IAdapterFactory> Adapters { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The id of this run, as in <c>invocation_id</c>.</summary>
    public required Guid InvocationId { get; init; }

    /// <summary>What templates see as <c>flags</c> and <c>invocation_args_dict</c>, by dbt's names.</summary>
    public DictValue Flags { get; init; } = new();

    /// <summary>The command, as <c>flags.WHICH</c>.</summary>
    public string Command { get; init; } = "run";

    /// <summary>Hold <c>require-dbt-version</c> of the project and its packages against <see cref="Packages.DbtVersions"/>.</summary>
    public bool VersionCheck { get; init; } = true;

    /// <summary>What becomes of warnings that templates raise; asked when they do, as the project file has a say in it.</summary>
    public Func<WarningPolicy> Warnings { get; init; } = static () => WarningPolicy.Default;

    /// <summary>Report every place of a deprecated spelling, not only the first of each.</summary>
    public bool ShowAllDeprecations { get; init; }
}
