using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <content>Generic tests, in all of dbt's spellings.</content>
internal sealed partial class PropertiesReader
{
    private ImmutableArray<TestDefinition> ReadTests(YamlNode node)
    {
        var tests = ImmutableArray.CreateBuilder<TestDefinition>();
        foreach (var item in Items(node, "'data_tests'", "Put a dash before each test: - unique"))
        {
            if (ReadTest(item) is { } test)
            {
                tests.Add(test);
            }
        }

        return tests.DrainToImmutable();
    }

    private TestDefinition? ReadTest(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                var text = Text(scalar, "A test");
                return text is null ? null : Test(text, scalar, null);
            case YamlMap map when map["test_name"] is YamlScalar name:
                return Text(name, "'test_name'") is { } named ? Test(named, name, map) : null;
            case YamlMap { Entries.Count: 1 } map:
                var (key, value) = map.Entries[0];
                if (value is YamlScalar { IsNull: true })
                {
                    return Test(key.Text, key, null);
                }

                if (value is not YamlMap arguments)
                {
                    WrongType(
                        value, $"What follows the test '{key.Text}'", "a mapping with its arguments",
                        $"Indent the arguments below it, such as {key.Text}: and then arguments: on the next line.");
                    return null;
                }

                return Test(key.Text, key, arguments);
            case YamlMap { Entries.Count: > 1 } map:
                var first = map.Entries[0].Key;
                Error(
                    DiagnosticCodes.WrongType, first,
                    $"This test has {map.Entries.Count} keys in the same column ({string.Join(", ", map.Entries.Select(e => e.Key.Text))}) where only its name may be.",
                    $"Indent the other keys two more spaces, below '{first.Text}:'.");
                return null;
            default:
                WrongType(node, "A test", "a name, or a name with arguments", "Write - unique, or - accepted_values: and its arguments below.");
                return null;
        }
    }

    private TestDefinition? Test(string fullName, YamlNode place, YamlMap? entries)
    {
        var dot = fullName.IndexOf('.', StringComparison.Ordinal);
        var package = dot < 0 ? null : fullName[..dot];
        var name = LeadingIdentifier(fullName[(dot + 1)..]);
        if (!IsIdentifier(name) || (package is not null && !IsIdentifier(package)))
        {
            Error(
                DiagnosticCodes.InvalidValue, place, $"'{fullName}' is no name of a test.",
                "A test is called by its name, such as unique, or by package and name, such as dbt_utils.expression_is_true.");
            return null;
        }

        if (name.Length < fullName.Length - dot - 1)
        {
            Warning(
                DiagnosticCodes.InvalidValue, place, $"'{fullName}' is no name of a test: it is taken for '{name}', as in dbt.",
                $"Remove what follows '{name}'.");
        }

        var arguments = new DictValue();
        var config = new DictValue();
        DictValue? written = null;
        string? customName = null;
        var description = string.Empty;
        YamlMap? configNode = null;
        YamlMap? nested = null;
        var toldOfArguments = false;
        var someArguments = entries?["arguments"] is YamlMap { Entries.Count: > 0 };
        void Take(YamlScalar key, YamlNode value, bool inArguments)
        {
            switch (key.Text)
            {
                case "test_name":
                    break;
                case "name":
                    customName = Text(value, "'name'");
                    break;
                case "description":
                    description = Text(value, "'description'") ?? string.Empty;
                    break;
                case "config":
                    configNode = Map(value, "'config'");
                    break;
                case "arguments" when nested is null && hasArguments:
                    nested = Map(value, "'arguments'");
                    break;
                case "model" when nested is null:
                    Error(
                        DiagnosticCodes.InvalidValue, key, "'model' cannot be given: it is the model that the test stands on.",
                        "Remove it, or name the argument of your test differently.");
                    break;
                default:
                    if (Array.IndexOf(KnownKeys.TestConfigs, key.Text) >= 0)
                    {
                        if (!inArguments && hasArguments)
                        {
                            Deprecated(
                                "PropertyMovedToConfigDeprecation", key, $"The config '{key.Text}' stands beside the arguments of the test '{fullName}'.",
                                $"Move it under config:.");
                        }

                        AddTestConfig(config, ref written, key.Text, value);
                    }
                    else
                    {
                        // Once a test has some of them in the new place, dbt does not mind the others.
                        if (!hasArguments)
                        {
                            TellOfArguments(key, fullName);
                        }
                        else if (!inArguments && !someArguments && !toldOfArguments && key.Text != "column_name")
                        {
                            toldOfArguments = true;
                            Deprecated(
                                "MissingArgumentsPropertyInGenericTestDeprecation", key,
                                $"The argument '{key.Text}' of the test '{fullName}' does not stand under 'arguments'.",
                                "Put arguments: above it and indent it once more.");
                        }

                        arguments[key.Text] = Values.ToValue(value);
                    }

                    break;
            }
        }

        foreach (var (key, value) in entries?.Entries ?? [])
        {
            Take(key, value, inArguments: false);
        }

        // dbt reads them as if they stood beside the others, after them: a config such as 'where' counts in here, too.
        foreach (var (key, value) in nested?.Entries ?? [])
        {
            Take(key, value, inArguments: true);
        }

        foreach (var (key, value) in configNode?.Entries ?? [])
        {
            if (config.ContainsKey(key.Text))
            {
                Error(
                    DiagnosticCodes.InvalidValue, key, $"'{key.Text}' is given in 'config' and beside it.",
                    "Keep the one in 'config' and remove the other one.");
            }
            else
            {
                AddTestConfig(config, ref written, key.Text, value);
            }
        }

        return new TestDefinition(name, package, arguments, config, Span(place))
        {
            CustomName = customName,
            Description = description,
            WrittenConfig = written,
        };
    }

    // Strings are rendered, what is nested in lists and mappings is not, and null counts as not given.
    private void TellOfArguments(YamlScalar key, string test)
    {
        if (key.Text == "arguments")
        {
            Deprecated(
                "ArgumentsPropertyInGenericTestDeprecation", key, $"'arguments' is an argument of the test '{test}', as {ProjectFlags.GenericTestArguments} is false.",
                "Remove that flag from the project file, so that the test's arguments can stand under it.");
        }
    }

    private void AddTestConfig(DictValue config, ref DictValue? written, string key, YamlNode node)
    {
        if (WrittenTemplates(node) is { IsUndefined: false } template)
        {
            (written ??= [])[key] = template;
        }

        var value = node is YamlScalar scalar ? renderer.Render(scalar, Values.Resolve(scalar)) : Values.ToValue(node);
        if (!value.IsNone)
        {
            config[key] = value;
        }
    }

    // dbt does not mind what comes after a name, such as a colon too many within quotes.
    private static string LeadingIdentifier(string text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
        {
            length++;
        }

        return text[..length];
    }

    private static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || !(char.IsAsciiLetter(name[0]) || name[0] == '_'))
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_')
            {
                return false;
            }
        }

        return true;
    }
}
