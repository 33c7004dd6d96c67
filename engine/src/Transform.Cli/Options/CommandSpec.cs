using System.Collections.Immutable;
using Transform.Cli.Commands;

namespace Transform.Cli.Options;

/// <summary>A command as the command line knows it.</summary>
/// <param name="Name">Its name; two words where it belongs to a group of commands (<c>docs generate</c>).</param>
/// <param name="Help">One sentence.</param>
/// <param name="Flags">Its own options; the global ones come on top.</param>
/// <param name="Make">Makes what runs it.</param>
internal sealed record CommandSpec(string Name, string Help, ImmutableArray<Flag> Flags, Func<ICommand> Make)
{
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>dbt's name of it in artifacts and templates: its last word.</summary>
    public string Which => Name[(Name.LastIndexOf(' ') + 1)..];

    /// <summary>The group of commands that it belongs to; null where it stands alone.</summary>
    public string? Group => Name.Contains(' ', StringComparison.Ordinal) ? Name[..Name.IndexOf(' ', StringComparison.Ordinal)] : null;

    /// <summary>An old name, which help does not show.</summary>
    public bool Hidden { get; init; }

    /// <summary>The name of its positional argument, where it takes one.</summary>
    public string? Argument { get; init; }

    public bool ArgumentRequired { get; init; }

    /// <summary>What it prints is for other programs, so that everything else goes to standard error.</summary>
    public bool HasProduct { get; init; }

    /// <summary>Nodes are only compiled, which is not told one by one.</summary>
    public bool RunsNothing { get; init; }
}
