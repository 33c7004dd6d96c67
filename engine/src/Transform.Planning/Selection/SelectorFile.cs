using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Makes selections of the definitions in <c>selectors.yml</c> and reports those that cannot be read, with their places.</summary>
internal sealed class SelectorFile
{
    private const string MethodKey = "method";
    private const string ExcludeKey = "exclude";

    private static readonly string[] GroupKeys = ["union", "intersection"];

    private static readonly string[] TermKeys =
        [MethodKey, "value", "children", "parents", "children_depth", "parents_depth", "childrens_parents", "indirect_selection", ExcludeKey];

    private readonly DiagnosticBag diagnostics;
    private readonly Dictionary<string, NamedSelection> known = new(StringComparer.Ordinal);
    private readonly HashSet<string> written;
    private string current = string.Empty;

    private SelectorFile(ImmutableArray<PlacedValue> selectors, DiagnosticBag diagnostics)
    {
        this.diagnostics = diagnostics;
        written = selectors.Select(static selector => NameOf(selector)).ToHashSet(StringComparer.Ordinal);
    }

    /// <param name="selectors">Mappings with a name and a definition.</param>
    /// <param name="diagnostics">Takes what is wrong (TF3009).</param>
    public static NamedSelections Read(ImmutableArray<PlacedValue> selectors, DiagnosticBag diagnostics)
    {
        if (selectors.IsEmpty)
        {
            return NamedSelections.None;
        }

        var file = new SelectorFile(selectors, diagnostics);
        var isSound = true;
        foreach (var selector in selectors)
        {
            isSound &= file.ReadSelector(selector);
        }

        return isSound
            ? new NamedSelections(file.known, SelectorManifest.Write(selectors.Select(static selector => selector.Value.AsDict()!)))
            : NamedSelections.None;
    }

    private static string NameOf(PlacedValue selector) => selector["name"]!.Value.ToString();

    private bool ReadSelector(PlacedValue selector)
    {
        try
        {
            current = NameOf(selector);
            var isDefault = IsDefault(selector);
            known[current] = new NamedSelection(current, Definition(selector["definition"]!, isRoot: true), isDefault);
            return true;
        }
        catch (TransformException exception)
        {
            diagnostics.AddRange(exception.Diagnostics);

            // Those that use it are not wrong because of it.
            known.TryAdd(current, new NamedSelection(current, new GroupSpec(SetOperation.Union, []), IsDefault: false));
            return false;
        }
    }

    private bool IsDefault(PlacedValue selector)
    {
        if (selector["default"] is not { } given)
        {
            return false;
        }

        if (!given.Value.TryGetBoolean(out var isDefault))
        {
            throw Invalid(given, "'default' of a selector must be true or false.", "A template that gives it ends with | as_bool.");
        }

        var other = known.Values.FirstOrDefault(static selection => selection.IsDefault);
        return !isDefault || other is null
            ? isDefault
            : throw Invalid(given, $"'{other.Name}' and '{NameOf(selector)}' are both the default selector.", "Keep default: true for one of them.");
    }

    private SelectionSpec Definition(PlacedValue written, bool isRoot = false)
    {
        if (written.Value.AsString() is { } text)
        {
            return Term(SelectorTerm.Parse(text, written.Span), null);
        }

        if (written.Value.AsDict() is not { Count: > 0 })
        {
            throw Invalid(
                written,
                "A definition must be text such as tag:nightly, or a mapping.",
                written.Items.IsEmpty ? "Write for example definition: tag:nightly, or definition: {method: tag, value: nightly}." : "Put the list below union: or intersection:.");
        }

        foreach (var key in GroupKeys)
        {
            if (written[key] is not { } parts)
            {
                continue;
            }

            if (isRoot && written.Entries.Length > 1)
            {
                throw Invalid(
                    written.Entries.First(entry => entry.Key != key).KeySpan,
                    $"'{key}' must be the only key of a definition.",
                    written[ExcludeKey] is null ? null : $"Make exclude: an item of the list below {key}:.");
            }

            return Group(key == GroupKeys[0] ? SetOperation.Union : SetOperation.Intersection, key, parts);
        }

        return Single(written);
    }

    private SelectionSpec Group(SetOperation operation, string key, PlacedValue parts)
    {
        var included = ImmutableArray.CreateBuilder<SelectionSpec>();
        PlacedValue? excluding = null;
        foreach (var part in Items(parts, key))
        {
            if (part[ExcludeKey] is null)
            {
                included.Add(Definition(part));
            }
            else if (excluding is not null)
            {
                throw Invalid(part, $"There can be only one exclude: below {key}:.", "Put all that is excluded into one list.");
            }
            else
            {
                excluding = part;
                WarnOfKeysBesideExclude(part, key);
            }
        }

        var group = new GroupSpec(operation, included.ToImmutable());
        return excluding is null ? group : Without(group, excluding[ExcludeKey]!);
    }

    // As in dbt: of an item with exclude: all else is passed over.
    private void WarnOfKeysBesideExclude(PlacedValue part, string key)
    {
        foreach (var entry in part.Entries)
        {
            if (entry.Key != ExcludeKey)
            {
                Warn(entry.KeySpan, $"'{entry.Key}' is ignored: an item of {key}: that has exclude: only takes away.", "Make exclude: an item of its own.");
            }
        }
    }

    private SelectionSpec Without(SelectionSpec from, PlacedValue written)
    {
        ImmutableArray<SelectionSpec> excluded = [.. Items(written, ExcludeKey).Select(part => Definition(part))];
        return excluded.IsEmpty ? from
            : new GroupSpec(SetOperation.Difference, [from, excluded.Length == 1 ? excluded[0] : new GroupSpec(SetOperation.Union, excluded)]);
    }

    private SelectionSpec Single(PlacedValue written)
    {
        if (written.Entries is [var only])
        {
            return Term(SelectorTerm.Of(only.Key, only.KeySpan, only.Value), null);
        }

        if (written[MethodKey] is not { } method || written["value"] is not { } value)
        {
            throw Invalid(
                written,
                $"A definition has one key, or 'method' and 'value'; here there are {string.Join(", ", written.Entries.Select(static entry => $"'{entry.Key}'"))}.",
                "Unite or intersect several with a list below union: or intersection:.");
        }

        foreach (var entry in written.Entries)
        {
            if (!TermKeys.Contains(entry.Key))
            {
                Warn(entry.KeySpan, $"'{entry.Key}' is ignored in a definition.", NearMiss.Question(entry.Key, TermKeys));
            }
            else if (method.Value.AsString() == SelectorMethods.Named && entry.Key is not (MethodKey or "value"))
            {
                Warn(entry.KeySpan, $"'{entry.Key}' is ignored beside method: selector.", "Write it into the definition of the selector that is used.");
            }
        }

        if (method.Value.AsString() == SelectorMethods.Named)
        {
            return Named(value.Value.ToString(), value.Span);
        }

        var term = SelectorTerm.Of(method.Value.ToString(), method.Span, value) with
        {
            WithChildrensParents = IsOn(written["childrens_parents"]),
            WithParents = IsOn(written["parents"]),
            ParentsDepth = Depth(written["parents_depth"]),
            WithChildren = IsOn(written["children"]),
            ChildrenDepth = Depth(written["children_depth"]),
        };
        if (term.WithChildrensParents && term.WithChildren)
        {
            throw Invalid(written, "'childrens_parents' and 'children' do not go together.", "childrens_parents already selects what comes after: leave children away.");
        }

        SelectionSpec spec = Term(term, written["indirect_selection"] is { } mode ? Indirect(mode) : null);
        return written[ExcludeKey] is { } exclude ? Without(spec, exclude) : spec;
    }

    private TermSpec Term(SelectorTerm term, IndirectSelection? indirect)
    {
        SelectorMethods.Check(term);
        if (term.Method == SelectorMethods.Named)
        {
            Named(term.Value, term.Span);
        }

        return new TermSpec(term, indirect);
    }

    private SelectionSpec Named(string name, SourceSpan? span)
    {
        if (known.TryGetValue(name, out var selection))
        {
            return selection.Spec;
        }

        var (message, hint) =
            name == current ? ($"The selector '{name}' uses itself.", "Name another one, or write out what is meant.")
            : written.Contains(name) ? ($"The selector '{name}' is used before it is defined.", "A selector can use those above it only: move its definition up. Two cannot use each other.")
            : ($"There is no selector '{name}'.", NearMiss.Question(name, written) ?? $"The selectors are {string.Join(", ", written.Order(StringComparer.Ordinal))}.");
        throw TransformException.Error(DiagnosticCodes.InvalidSelector, message, span, hint);
    }

    private static ImmutableArray<PlacedValue> Items(PlacedValue list, string key) => list.Value.AsList() is not null
        ? list.Items
        : throw Invalid(list, $"'{key}' must be a list.", "Put a dash and a space before each entry: - ...");

    private static bool IsOn(PlacedValue? flag) => flag is { Value.IsTruthy: true };

    // A plain 0 is none to dbt, and so as far as it goes; '0' in quotes is a depth.
    private static int? Depth(PlacedValue? depth) =>
        depth is not { Value.IsTruthy: true } ? null
        : int.TryParse(depth.Value.ToString(), out var number) && number >= 0 ? number
        : throw Invalid(depth, $"'{depth.Value}' is not a depth.", "Write a whole number, or leave the depth out for all.");

    private static IndirectSelection Indirect(PlacedValue mode) => mode.Value.AsString() switch
    {
        "eager" => IndirectSelection.Eager,
        "cautious" => IndirectSelection.Cautious,
        "buildable" => IndirectSelection.Buildable,
        "empty" => IndirectSelection.Empty,
        _ => throw Invalid(mode, $"'{mode.Value}' is not a mode of indirect selection.", "The modes are eager, cautious, buildable and empty."),
    };

    private void Warn(SourceSpan span, string message, string? hint) =>
        diagnostics.Add(Diagnostic.Warning(DiagnosticCodes.UnknownKey, message, span, hint));

    private static TransformException Invalid(PlacedValue at, string message, string? hint) => Invalid(at.Span, message, hint);

    private static TransformException Invalid(SourceSpan span, string message, string? hint) =>
        TransformException.Error(DiagnosticCodes.InvalidSelector, message, span, hint);
}
