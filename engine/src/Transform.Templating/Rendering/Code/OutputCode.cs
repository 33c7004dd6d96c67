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
    public override bool Run(Frame frame)
    {
        frame.Output.Append(text.Span);
        return true;
    }
}

/// <summary>Text and the <c>{{ value }}</c> behind it, which calls nothing.</summary>
internal sealed class OutputCode(TextPiece before, ExprCode value) : StmtCode
{
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
