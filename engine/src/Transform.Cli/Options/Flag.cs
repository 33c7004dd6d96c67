using System.Collections.Immutable;

namespace Transform.Cli.Options;

/// <summary>What an option takes.</summary>
internal enum FlagKind
{
    /// <summary>Nothing: it is there or not; with <see cref="Flag.Negative"/> it can be turned off too.</summary>
    Switch,

    /// <summary>One value; the last one counts.</summary>
    Text,

    /// <summary>One whole number; the last one counts.</summary>
    Number,

    /// <summary>Several values, after one mention or several.</summary>
    Many,
}

/// <summary>How far Transform honours an option of dbt's.</summary>
internal enum Support
{
    Full,

    /// <summary>It has nothing to act on here (usage statistics, caches that are always right), so it is accepted and changes nothing.</summary>
    Moot,

    /// <summary>It would change results and is not built yet: using it is a usage error, never silently ignored.</summary>
    Missing,
}

/// <summary>One option of the command line: its names are dbt's.</summary>
/// <param name="Name">The long name without dashes (<c>full-refresh</c>).</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Help">One sentence for <c>--help</c>.</param>
internal sealed record Flag(string Name, FlagKind Kind, string Help)
{
    /// <summary>Further names, with their dashes.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>There is a <c>--no-...</c> too.</summary>
    public bool Negative { get; init; }

    /// <summary>The environment variable without its prefix (<c>FULL_REFRESH</c>), where there is one.</summary>
    public string? Variable { get; init; }

    /// <summary>An older variable, which counts before all else.</summary>
    public string? OldVariable { get; init; }

    /// <summary>The older variable says the contrary.</summary>
    public bool OldIsContrary { get; init; }

    /// <summary>The key under <c>flags:</c> in the project file, where it may be set there.</summary>
    public string? ProjectKey { get; init; }

    /// <summary>The only values allowed; empty for any.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>What the help calls the value.</summary>
    public string? ValueName { get; init; }

    public Support Support { get; init; } = Support.Full;

    public string Option => "--" + Name;

    public string NegativeOption => "--no-" + Name;
}
