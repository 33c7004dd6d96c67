using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Transform.Core;

namespace Transform.Loading.Files;

/// <summary>Reads text files, which must be UTF-8.</summary>
internal static class TextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file; null when it cannot be read, which is reported.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="shown">The path that messages show.</param>
    /// <param name="report">Takes what is wrong.</param>
    /// <param name="trimEnd">Leaves out the blanks at the end, as dbt does with the files of a package.</param>
    public static SourceText? Read(string path, string shown, Action<Diagnostic> report, bool trimEnd = false)
    {
        byte[]? buffer = null;
        try
        {
            // Shared with whoever writes it, which spares the system a lock for each.
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            if (length > int.MaxValue / 2)
            {
                report(Unreadable(shown, "it is larger than a gigabyte", null));
                return null;
            }

            buffer = ArrayPool<byte>.Shared.Rent((int)length + 1);
            var bytes = buffer.AsSpan(0, Fill(handle, buffer.AsSpan(0, (int)length)));
            if (bytes.StartsWith("\uFEFF"u8))
            {
                bytes = bytes[3..];
            }

            if (trimEnd)
            {
                bytes = bytes.TrimEnd(" \t\r\n\f\v"u8);
            }

            return Decode(bytes, shown, report);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            report(Unreadable(shown, exception.Message.TrimEnd('.').Replace(path, shown, StringComparison.Ordinal), "Check that it exists and that you may read it."));
            return null;
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static int Fill(SafeFileHandle handle, Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = RandomAccess.Read(handle, buffer[filled..], filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }

    private static SourceText? Decode(ReadOnlySpan<byte> bytes, string shown, Action<Diagnostic> report)
    {
        try
        {
            return new SourceText(shown, Strict.GetString(bytes));
        }
        catch (DecoderFallbackException exception)
        {
            var isUtf16 = bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
            var at = Math.Clamp(exception.Index, 0, bytes.Length);
            var source = new SourceText(shown, Encoding.UTF8.GetString(bytes));
            var place = Encoding.UTF8.GetCharCount(bytes[..at]);
            report(Diagnostic.Error(
                DiagnosticCodes.UnreadableFile,
                isUtf16 ? $"{shown} is UTF-16, and must be UTF-8." : "This file is not UTF-8: here is a byte that is no character.",
                isUtf16 ? null : source.Span(place, 1),
                "Save it as UTF-8; most editors have \"Save with encoding\"."));
            return null;
        }
    }

    private static Diagnostic Unreadable(string shown, string reason, string? hint) =>
        Diagnostic.Error(DiagnosticCodes.UnreadableFile, $"{shown} cannot be read: {reason}.", null, hint);
}
