using Transform.Core;

namespace Transform.Templating;

/// <summary>A stretch of text that is printed as it is: of the source, or of a text that differs from it in its line breaks.</summary>
internal readonly record struct TextPiece(string Text, int Start, int Length)
{
    public ReadOnlySpan<char> Span => Text.AsSpan(Start, Length);

    public static TextPiece Of(TextStmt statement, SourceText source) => statement.Text is { } text
        ? new TextPiece(text, 0, text.Length)
        : new TextPiece(source.Text, statement.Span.Start, statement.Span.Length);

    public override string ToString() => Text.Substring(Start, Length);
}

internal sealed class TextCode(TextPiece text) : StmtCode
{
    public TextPiece Text => text;

    public override bool Run(Frame frame)
    {
        frame.Output.Append(text.Span);
        return true;
    }
}

/// <summary>Text and the <c>{{ value }}</c> behind it, which calls nothing.</summary>
internal sealed class OutputCode(TextPiece before, ExprCode value) : StmtCode
{
    public TextPiece Before => before;

    public ExprCode Value => value;

    public override bool Run(Frame frame)
    {
        if (before.Length > 0)
        {
            frame.Output.Append(before.Span);
        }

        value.Print(frame);
        return true;
    }
}

/// <summary>A run of texts and names: most of what macros of SQL are made of.</summary>
internal sealed class TextRunCode(TextRunPart[] parts) : StmtCode
{
    public override bool Run(Frame frame)
    {
        Print(frame);
        return true;
    }

    public void Print(Frame frame)
    {
        var output = frame.Output;
        var slots = frame.Slots;
        for (var i = 0; i < parts.Length; i++)
        {
            ref readonly var part = ref parts[i];
            output.Append(part.Text.Span);
            if (part.Slot >= 0)
            {
                ref readonly var value = ref slots[part.Slot];
                if (value.Reference is string text)
                {
                    output.Append(text);
                }
                else
                {
                    output.Append(value);
                }
            }
        }
    }

    /// <summary>Joins the neighbours that print only texts and names that are certainly set.</summary>
    public static StmtCode[] Join(List<StmtCode> codes)
    {
        var joined = new List<StmtCode>(codes.Count);
        var parts = new List<TextRunPart>();
        for (var i = 0; i < codes.Count;)
        {
            var start = i;
            parts.Clear();
            while (i < codes.Count && TextRunPart.TryGet(codes[i], out var part))
            {
                parts.Add(part);
                i++;
            }

            if (i == start)
            {
                joined.Add(codes[i++]);
            }
            else
            {
                joined.Add(new TextRunCode([.. parts]));
            }
        }

        return [.. joined];
    }
}

/// <summary>A text and the slot that is printed behind it; -1 for none.</summary>
internal readonly record struct TextRunPart(TextPiece Text, int Slot)
{
    public static bool TryGet(StmtCode code, out TextRunPart part)
    {
        (part, var isPart) = code switch
        {
            TextCode text => (new TextRunPart(text.Text, -1), true),
            OutputCode { Value: SlotCode slot } output => (new TextRunPart(output.Before, slot.Slot), true),
            _ => (default, false),
        };
        return isPart;
    }
}

/// <summary>The same where a call may end in <c>return</c>.</summary>
internal sealed class CallingOutputCode(TextPiece before, ExprCode value) : StmtCode
{
    public override bool Run(Frame frame)
    {
        if (before.Length > 0)
        {
            frame.Output.Append(before.Span);
        }

        value.Print(frame);
        return !frame.State.IsReturning;
    }
}

/// <summary>Text of a template that gives a value.</summary>
internal sealed class NativeTextCode(string text) : StmtCode
{
    public override bool Run(Frame frame)
    {
        frame.State.NativeParts!.Add(text);
        return true;
    }
}

/// <summary><c>{{ value }}</c> of a template that gives a value.</summary>
/// <param name="isConstant">Jinja folds it into text.</param>
internal sealed class NativeOutputCode(ExprCode value, bool isConstant) : StmtCode
{
    public override bool Run(Frame frame)
    {
        var part = value.Evaluate(frame);
        if (frame.State.IsReturning)
        {
            return false;
        }

        frame.State.NativeParts!.Add(isConstant ? part.ToString() : part);
        return true;
    }
}
