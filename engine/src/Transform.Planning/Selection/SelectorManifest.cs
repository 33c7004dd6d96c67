using Transform.Templating;

namespace Transform.Planning;

/// <summary>Brings the definitions of <c>selectors.yml</c> into the one form that the manifest has: methods with values, in unions and
/// intersections; selectors that name others hold their definitions.</summary>
internal static class SelectorManifest
{
    /// <summary>The selectors by name.</summary>
    /// <param name="selectors">Mappings that <see cref="SelectorFile"/> found nothing wrong with.</param>
    public static DictValue Write(IEnumerable<DictValue> selectors)
    {
        var read = new DictValue();
        foreach (var item in selectors)
        {
            var selector = item.Copy();
            selector["definition"] = Definition(selector["definition"], read);
            read[selector["name"]] = selector;
        }

        return read;
    }

    private static Value Definition(Value written, DictValue known)
    {
        if (written.AsString() is { } text)
        {
            return Text(text);
        }

        if (written.AsDict() is not { Count: > 0 } given)
        {
            return written;
        }

        var (key, value) = given.GetAt(0);
        foreach (var group in (ReadOnlySpan<string>)["union", "intersection"])
        {
            if (given[group].AsList() is { } parts)
            {
                return DictValue.Of((group, Each(parts, known)));
            }
        }

        if (value.AsList() is { } list)
        {
            value = Each(list, known);
        }

        return (key.AsString(), value.AsString()) switch
        {
            ("exclude", _) => DictValue.Of(("exclude", value)),
            ("method", "selector") => known[given["value"]].AsDict()!["definition"],
            _ when given.Count == 1 => DictValue.Of(("method", key), ("value", value)),
            _ => given,
        };
    }

    private static ListValue Each(ListValue parts, DictValue known) => new(parts.Select(part => Definition(part, known)));

    private static DictValue Text(string text)
    {
        var term = SelectorTerm.Parse(text);
        var read = new DictValue();
        if (term.WithChildrensParents)
        {
            read["childrens_parents"] = true;
        }

        if (term.WithParents)
        {
            read["parents"] = true;
        }

        if (term.ParentsDepth is { } up)
        {
            read["parents_depth"] = up.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        read["method"] = term.Arguments.Length == 0 ? term.Method : $"{term.Method}.{string.Join('.', term.Arguments)}";
        read["value"] = term.Value;
        if (term.WithChildren)
        {
            read["children"] = true;
        }

        if (term.ChildrenDepth is { } down)
        {
            read["children_depth"] = down.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return read;
    }
}
