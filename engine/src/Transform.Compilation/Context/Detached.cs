using Transform.Templating;

namespace Transform.Compilation;

/// <summary>Copies of what the plan holds, for templates to change.</summary>
internal static class Detached
{
    /// <summary>The value with the containers in it copied, so that what is done to them stays with who did it.</summary>
    public static Value Of(Value value)
    {
        if (value.AsDict() is { } dict)
        {
            return Of(dict);
        }

        if (value.AsList() is { } list)
        {
            var items = new ListValue(list.Count);
            foreach (var item in list)
            {
                items.Add(Of(item));
            }

            return items;
        }

        return value.AsSet() is { } set ? set.Copy() : value;
    }

    public static DictValue Of(DictValue dict)
    {
        var copy = new DictValue(dict.Count);
        foreach (var (key, value) in dict)
        {
            copy[key] = Of(value);
        }

        return copy;
    }
}
