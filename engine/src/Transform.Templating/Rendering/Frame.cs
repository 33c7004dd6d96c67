using Transform.Core;

namespace Transform.Templating;

/// <summary>The local names of one running template, macro or call block. Inner scopes are stretches at its end: entering one
/// notes <see cref="Count"/>, leaving it cuts back. Names are few, so they are searched from the newest; every name
/// comes from <see cref="NamePool"/>, so comparing references is enough.</summary>
internal sealed class Frame
{
    private string[] names = new string[8];
    private Value[] values = new Value[8];

    public int Count { get; private set; }

    /// <summary>Where the innermost scope starts.</summary>
    public int Scope { get; private set; }

    public IEnumerable<string> Names => names.Take(Count);

    /// <summary>Where names are looked up after this frame: where the macro or call block was defined.</summary>
    public Frame? Closure { get; set; }

    /// <summary>The frame that was running before, for error messages.</summary>
    public Frame? Caller { get; set; }

    public SourceText Source { get; set; } = null!;

    /// <summary>The block that is running; null in a template itself.</summary>
    public MacroBlock? Block { get; set; }

    /// <summary>The file macro that this frame belongs to.</summary>
    public MacroBlock? FileMacro { get; set; }

    /// <summary>The expression that is being evaluated: where an error happened, or a call left from.</summary>
    public TextSpan At { get; set; }

    /// <summary>A macro or call block refers to this frame, so it must not be reused.</summary>
    public bool IsCaptured { get; set; }

    public bool IsPermissive { get; set; }

    public SourceSpan Position => new(Source, At.Start, At.Length);

    public bool TryGet(string name, out Value value)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(names[i], name))
            {
                value = values[i];
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Adds a name to the innermost scope, hiding an older one.</summary>
    public void Push(string name, Value value)
    {
        if (Count == names.Length)
        {
            Array.Resize(ref names, Count * 2);
            Array.Resize(ref values, Count * 2);
        }

        names[Count] = name;
        values[Count++] = value;
    }

    /// <summary>Sets a name in the innermost scope.</summary>
    public void Set(string name, Value value)
    {
        for (var i = Count - 1; i >= Scope; i--)
        {
            if (ReferenceEquals(names[i], name))
            {
                values[i] = value;
                return;
            }
        }

        Push(name, value);
    }

    /// <summary>Starts an inner scope; the answer is for <see cref="LeaveScope"/>.</summary>
    public int EnterScope()
    {
        var outer = Scope;
        Scope = Count;
        return outer;
    }

    public void LeaveScope(int outer)
    {
        CutTo(Scope);
        Scope = outer;
    }

    /// <summary>Forgets the names of the innermost scope.</summary>
    public void ClearScope() => CutTo(Scope);

    public void Reset()
    {
        Scope = 0;
        CutTo(0);
        Closure = null;
        Caller = null;
        Block = null;
        FileMacro = null;
        At = default;
        IsPermissive = false;
    }

    private void CutTo(int count)
    {
        Array.Clear(values, count, Count - count);
        Count = count;
    }
}
