using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>Reads the arguments of <c>ref()</c> and <c>source()</c>.</summary>
internal static class ReferenceCalls
{
    public static RefCall Ref(Arguments arguments)
    {
        var count = arguments.Positional.Length;
        if (count is < 1 or > 2)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"ref() takes a model's name, or a package and a name, not {count} arguments.",
                arguments.Span,
                "Write ref('model') or ref('package', 'model').");
        }

        var version = arguments.TryGet("version", out var given) || arguments.TryGet("v", out given) ? given : Value.None;
        var name = arguments.RequireString(count - 1, "model_name", "ref");
        return new RefCall(count == 2 ? arguments.RequireString(0, "package", "ref") : null, name, version, arguments.Span);
    }

    public static SourceCall Source(Arguments arguments) =>
        arguments.Positional.Length == 2
            ? new SourceCall(
                arguments.RequireString(0, "source_name", "source"), arguments.RequireString(1, "table_name", "source"), arguments.Span)
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"source() takes a source's name and a table's name, not {arguments.Positional.Length} arguments.",
                arguments.Span,
                "Write source('source', 'table').");
}
