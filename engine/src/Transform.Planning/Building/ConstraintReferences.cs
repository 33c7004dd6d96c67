using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Notes what foreign keys lead to (<c>to: ref('x')</c>): the model must be built after it.</summary>
internal static class ConstraintReferences
{
    public static void Note(Draft draft)
    {
        if (draft is not { Type: ResourceType.Model, Patch: { } patch })
        {
            return;
        }

        Note(draft, patch.Constraints);
        foreach (var column in patch.Columns)
        {
            if (column.Constraints.Count > 0)
            {
                Note(draft, column.Constraints);
            }
        }
    }

    private static void Note(Draft draft, ListValue constraints)
    {
        foreach (var constraint in constraints)
        {
            if (constraint.AsDict() is { } values && values["type"].AsString() == "foreign_key" && values["to"].AsString() is { Length: > 0 } to)
            {
                var calls = new NodeRecorder();
                if (!StaticReader.TryRead(Template.Parse(new SourceText(draft.OriginalFilePath, $"{{{{ {to} }}}}")), calls)
                    || calls.Refs.Count + calls.Sources.Count == 0)
                {
                    throw TransformException.Error(
                        DiagnosticCodes.InvalidValue,
                        $"The foreign key of '{draft.Name}' leads to '{to}', which is no ref() and no source().",
                        draft.Patch!.Span,
                        "Write to: ref('model') or to: source('source', 'table').");
                }

                calls.PlaceAll(draft.Patch!.Span);
                draft.Recorder.AddAll(calls);
            }
        }
    }
}
