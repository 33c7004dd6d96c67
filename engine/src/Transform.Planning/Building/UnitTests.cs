using System.Text;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads unit tests as YAML declares them: rows in any form become lists of dicts or SQL, as dbt keeps them.</summary>
internal static class UnitTests
{
    private const string IsIncremental = "macro.dbt.is_incremental";

    /// <summary>The test's values with the rows of its inputs and of what it expects.</summary>
    /// <exception cref="TransformException">TF3015: it is not a unit test that could run.</exception>
    public static DictValue Read(Plan plan, Draft draft)
    {
        var values = draft.Declared!.Values.Copy();
        var inputs = new ListValue();
        foreach (var given in values["given"].AsList() ?? [])
        {
            var input = (given.AsDict() ?? throw Wrong(draft, "has an entry under given: that is no mapping.", "Write `- input: ref('model')`.")).Copy();
            if (input["input"].AsString() is not { } name)
            {
                throw Wrong(draft, "has an entry under given: without input:.", "Name what it stands for: `- input: ref('model')`.");
            }

            inputs.Add(Rows(plan, draft, input, name));
        }

        values["given"] = inputs;
        values["expect"] = Rows(
            plan,
            draft,
            values["expect"].AsDict()?.Copy() ?? throw Wrong(draft, "has no expect:.", "Say which rows must come out: `expect:` with `rows:`."),
            null);
        if (draft.IsVersioned)
        {
            values["version"] = draft.Version;
        }

        if (values["versions"].AsDict() is { } versions)
        {
            values["versions"] = DictValue.Of(
                ("include", SemanticValues.OrNone(versions["include"])), ("exclude", SemanticValues.OrNone(versions["exclude"])));
        }

        if (values["overrides"].AsDict() is { } overrides)
        {
            values["overrides"] = DictValue.Of(
                ("macros", overrides["macros"].AsDict() ?? new DictValue()),
                ("vars", overrides["vars"].AsDict() ?? new DictValue()),
                ("env_vars", overrides["env_vars"].AsDict() ?? new DictValue()));
        }

        values["checksum"] = FileNodes.Hash(Summary(values));
        CheckIncremental(draft, values, inputs);
        return values;
    }

    // What dbt makes its checksum of, to the letter: state comparison goes by it.
    private static string Summary(DictValue values)
    {
        var text = new StringBuilder();
        text.Append(values["model"].ToString()).Append('-');
        text.Append(values["versions"].AsDict() is { } versions ? Python("UnitTestNodeVersions", versions, "include", "exclude") : "None");
        var given = values["given"].AsList()!;
        text.Append("-[").AppendJoin(", ", given.Select(g => Python("UnitTestInputFixture", g.AsDict()!, "input", "rows", "format", "fixture")));
        text.Append("]-").Append(Python("UnitTestOutputFixture", values["expect"].AsDict()!, "rows", "format", "fixture")).Append('-');
        text.Append(values["overrides"].AsDict() is { } overrides ? Python("UnitTestOverrides", overrides, "macros", "vars", "env_vars") : "None");
        foreach (var input in given.Where(g => !g.AsDict()!["fixture"].IsMissing))
        {
            text.Append('-').Append(input.AsDict()!["rows"].ToString());
        }

        return text.ToString();
    }

    private static string Python(string name, DictValue values, params ReadOnlySpan<string> fields)
    {
        var text = new StringBuilder(name).Append('(');
        foreach (var field in fields)
        {
            var value = values[field];
            text.Append(text[^1] == '(' ? string.Empty : ", ").Append(field).Append('=').Append((field, value.AsString()) switch
            {
                ("format", "csv") => "<UnitTestFormat.CSV: 'csv'>",
                ("format", "sql") => "<UnitTestFormat.SQL: 'sql'>",
                ("format", _) => "<UnitTestFormat.Dict: 'dict'>",
                _ => value.IsMissing ? "None" : value.Repr(),
            });
        }

        return text.Append(')').ToString();
    }

    // Without an answer the test would depend on what happens to be in the warehouse.
    private static void CheckIncremental(Draft draft, DictValue values, ListValue inputs)
    {
        if (draft.Tested?.Recorder.Macros.Contains(IsIncremental) != true)
        {
            return;
        }

        var overrides = values["overrides"].AsDict()?["macros"].AsDict();
        if (overrides?["is_incremental"].TryGetBoolean(out var isIncremental) != true)
        {
            throw Wrong(
                draft,
                $"must say which run of '{draft.Tested.Name}' it tests: the model asks is_incremental().",
                "Add `overrides: {macros: {is_incremental: false}}` for the first run, or true for a later one.");
        }

        if (isIncremental && !inputs.Any(input => input.AsDict()!["input"].AsString()?.Trim() == "this"))
        {
            throw Wrong(
                draft,
                $"tests a later run of '{draft.Tested.Name}' and does not say what the table holds by then.",
                "Add the rows under given: with `- input: this`.");
        }
    }

    private static DictValue Rows(Plan plan, Draft draft, DictValue fixture, string? input)
    {
        var what = input is null ? "expect" : $"input {input}";
        var format = fixture["format"].AsString() ?? "dict";
        var rows = fixture["rows"];
        var file = fixture["fixture"].AsString();
        fixture["format"] = format;
        switch (format)
        {
            case "dict" when rows.IsMissing && file is null && input is not null:
                fixture["rows"] = SeedRows(plan, draft, input);
                break;
            case "dict" when rows.AsList() is { } list && list.All(row => row.AsDict() is not null):
                fixture["rows"] = new ListValue(list);
                break;
            case "dict":
                throw Wrong(draft, $"has rows ({what}) that are no list of mappings.", "Write `- {column: value}` for each row, or name their format: csv or sql.");
            case "csv" when file is not null:
                fixture["rows"] = CsvRows.Read(FindFile(draft, file, isSql: false).Source.Text);
                break;
            case "csv" when rows.AsString() is { } text:
                fixture["rows"] = CsvRows.Read(text);
                break;
            case "sql" when file is not null:
                fixture["rows"] = FindFile(draft, file, isSql: true).Source.Text;
                break;
            case "sql" when rows.AsString() is not null:
                break;
            case "csv" or "sql":
                throw Wrong(draft, $"has rows ({what}) in the format {format} that are no text.", "Write them after `rows: |`, or name a file with fixture:.");
            default:
                throw Wrong(draft, $"has rows ({what}) in the format '{format}', which does not exist.", "The formats are dict, csv and sql.");
        }

        if (fixture["rows"].AsList() is { } read)
        {
            PutWholeRowFirst(read);
        }

        return fixture;
    }

    // As dbt does: some warehouses take a column's type from the first row.
    private static void PutWholeRowFirst(ListValue rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].AsDict()!.Values.All(value => !value.IsNone))
            {
                (rows[0], rows[i]) = (rows[i], rows[0]);
                return;
            }
        }
    }

    private static FixtureFile FindFile(Draft draft, string name, bool isSql)
    {
        var files = draft.Package.Fixtures;
        return files.FirstOrDefault(file => file.Name == name && file.IsSql == isSql) ?? throw Wrong(
            draft,
            $"reads the fixture '{name}', and there is no such file.",
            NearMiss.Question(name, files.Where(file => file.IsSql == isSql).Select(file => file.Name))
                ?? $"Write it as {draft.Package.Settings.TestPaths.FirstOrDefault("tests")}/fixtures/{name}.{(isSql ? "sql" : "csv")}.");
    }

    // An input without rows is a seed: its file has them.
    private static ListValue SeedRows(Plan plan, Draft draft, string input)
    {
        var calls = new NodeRecorder();
        StaticReader.TryRead(Template.Parse(new SourceText(draft.OriginalFilePath, $"{{{{ {input} }}}}")), calls);
        RefCall? call = calls.Refs.Count == 1 ? calls.Refs[0] : null;
        var seed = plan.FileDrafts.FirstOrDefault(d => d.Seed is not null && d.Name == call?.Name
            && d.Package.Name == (call?.Package ?? draft.Package.Name));
        return seed is null
            ? throw Wrong(draft, $"gives no rows for {input}.", "Add rows:. Only a seed may go without: then its file is read.")
            : CsvRows.Read(FileNodes.ReadSeed(seed.Seed!));
    }

    private static TransformException Wrong(Draft draft, string what, string hint) => TransformException.Error(
        DiagnosticCodes.InvalidUnitTest, $"The unit test '{draft.Name}' {what}", draft.Span, hint);
}
