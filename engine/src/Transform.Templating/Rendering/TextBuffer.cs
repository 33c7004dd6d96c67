using System.Globalization;
using System.Runtime.CompilerServices;
using Transform.Core;

namespace Transform.Templating;

/// <summary>The one growing buffer that a render prints to. A macro's text is what was printed after a mark; taking it cuts the
/// buffer back to the mark.</summary>
internal sealed class TextBuffer
{
    private const int MaxLength = 100_000_000;

    private char[] buffer = new char[1024];

    public int Length { get; private set; }

    public int Capacity => buffer.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<char> text)
    {
        var length = Length;
        if (text.Length > buffer.Length - length)
        {
            Grow(text.Length);
        }

        text.CopyTo(buffer.AsSpan(length));
        Length = length + text.Length;
    }

    public void Append(long number)
    {
        if (buffer.Length - Length < 20)
        {
            Grow(20);
        }

        number.TryFormat(buffer.AsSpan(Length), out var written, provider: CultureInfo.InvariantCulture);
        Length += written;
    }

    public void Append(Value value)
    {
        if (value.Reference is string text)
        {
            Append(text);
        }
        else if (value.TryGetInt64(out var number))
        {
            Append(number);
        }
        else if (!value.IsUnset && !value.IsUndefined)
        {
            Append(value.ToString());
        }
    }

    /// <summary>The text since a mark, which is taken out.</summary>
    public string Take(int mark)
    {
        var text = Length == mark ? string.Empty : new string(buffer, mark, Length - mark);
        Length = mark;
        return text;
    }

    /// <summary>Drops what was printed since a mark.</summary>
    public void CutTo(int mark) => Length = mark;

    private void Grow(int more)
    {
        if ((long)Length + more > MaxLength)
        {
            throw TransformException.Error(
                DiagnosticCodes.StepLimit,
                $"The template printed more than {MaxLength} characters.",
                hint: "Look for a loop over a very long range, or one that adds to the list it loops over.");
        }

        var larger = new char[Math.Max(buffer.Length * 2, checked(Length + more))];
        buffer.AsSpan(0, Length).CopyTo(larger);
        buffer = larger;
    }
}
