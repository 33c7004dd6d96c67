using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads the arguments of the functions that name something of the project.</summary>
public static class ReferenceArguments
{
    /// <summary><c>ref('model')</c>, <c>ref('package', 'model')</c>, with <c>v=</c> or <c>version=</c>.</summary>
    /// <exception cref="TransformException">They are too few or too many, or no strings (TF2004).</exception>
    public static RefCall Ref(Arguments arguments)
    {
        var (package, name) = Read("ref", arguments);
        var version = arguments.TryGet("version", out var given) && given.IsTruthy ? given : arguments.Get(int.MaxValue, "v");
        if (!version.IsTruthy)
        {
            version = Value.None;
        }
        else if (!version.IsString && !version.IsNumber && !version.TryGetBoolean(out _))
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"The version of ref() is a number or a string, not {version.TypeName}.", arguments.Span);
        }

        return new RefCall(package, name, version, arguments.Span);
    }

    /// <summary><c>source('source', 'table')</c>.</summary>
    /// <exception cref="TransformException">They are not two strings (TF2004).</exception>
    public static SourceCall Source(Arguments arguments) => arguments.Positional.Length == 2
        ? new SourceCall(Text(arguments, 0, "source"), Text(arguments, 1, "source"), arguments.Span)
        : throw TransformException.Error(
            DiagnosticCodes.WrongArguments,
            $"source() takes a source's name and a table's name, not {Count(arguments)}.",
            arguments.Span,
            "Write source('source', 'table').");

    /// <summary>A name, and a package before it where there are two: of <c>ref</c>, <c>metric</c>, <c>function</c>, <c>doc</c>.</summary>
    /// <exception cref="TransformException">They are too few or too many, or no strings (TF2004).</exception>
    public static (string? Package, string Name) Read(string function, Arguments arguments) => arguments.Positional.Length switch
    {
        1 => (null, Text(arguments, 0, function)),
        2 => (Text(arguments, 0, function), Text(arguments, 1, function)),
        _ => throw TransformException.Error(
            DiagnosticCodes.WrongArguments,
            $"{function}() takes a name, or a package and a name, not {Count(arguments)}.",
            arguments.Span,
            $"Write {function}('name') or {function}('package', 'name')."),
    };

    private static string Count(Arguments arguments) => arguments.Positional.Length switch
    {
        0 when arguments.Keywords.Length > 0 => "keyword arguments",
        0 => "nothing",
        1 => "one argument",
        var count => $"{count} arguments",
    };

    private static string Text(Arguments arguments, int position, string function)
    {
        var value = arguments.Positional.Span[position];
        return value.AsString() ?? throw TransformException.Error(
            DiagnosticCodes.WrongArguments,
            $"{function}() needs strings, not {value.TypeName}.",
            arguments.Span,
            value.IsUndefined ? "The value is undefined: check the spelling of the variable." : null);
    }
}
