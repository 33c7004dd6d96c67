namespace Transform.Templating;

/// <summary>The slots of one frame while its code is built.</summary>
/// <param name="closure">The scope in which the macro or call block stands; null for a template and for a file's macros.</param>
internal sealed class FrameLayout(CodeScope? closure)
{
    private readonly List<string> names = [];

    public CodeScope? Closure => closure;

    public int Count => names.Count;

    public int Add(string name)
    {
        names.Add(name);
        return names.Count - 1;
    }

    public string[] ToNames() => [.. names];
}

/// <summary>A stretch of a template with names of its own: the template itself, a macro, a loop's body. Its names are declared
/// before its code is built, as a macro may use what is set behind it.</summary>
internal sealed class CodeScope(FrameLayout layout, CodeScope? outer)
{
    private readonly List<Variable> variables = [];
    private readonly List<int> settled = [];

    public FrameLayout Layout => layout;

    /// <summary>The scope around it within the same frame.</summary>
    public CodeScope? Outer => outer;

    /// <summary>The slot of a name, new or known.</summary>
    public int Declare(string name)
    {
        var index = IndexOf(name);
        if (index < 0)
        {
            index = variables.Count;
            variables.Add(new Variable(name, layout.Add(name), false));
        }

        return variables[index].Slot;
    }

    /// <summary>From here on the name has a value, whatever happens.</summary>
    public void Settle(string name)
    {
        var index = IndexOf(name);
        if (!variables[index].IsSet)
        {
            variables[index] = variables[index] with { IsSet = true };
            settled.Add(index);
        }
    }

    /// <summary>Starts a branch, which may not run; the answer is for <see cref="LeaveBranch"/>.</summary>
    public int EnterBranch() => settled.Count;

    public void LeaveBranch(int mark)
    {
        for (var i = settled.Count - 1; i >= mark; i--)
        {
            variables[settled[i]] = variables[settled[i]] with { IsSet = false };
        }

        settled.RemoveRange(mark, settled.Count - mark);
    }

    public bool TryFind(string name, out int slot, out bool isSet)
    {
        var index = IndexOf(name);
        (slot, isSet) = index < 0 ? (-1, false) : (variables[index].Slot, variables[index].IsSet);
        return index >= 0;
    }

    // Newest first: few names, all from the pool.
    private int IndexOf(string name)
    {
        for (var i = variables.Count - 1; i >= 0; i--)
        {
            if (string.Equals(variables[i].Name, name))
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Variable(string Name, int Slot, bool IsSet);
}
