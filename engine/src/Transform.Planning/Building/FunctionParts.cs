using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What YAML says of a function's arguments and result, with every key that dbt has.</summary>
internal static class FunctionParts
{
    // What dbt has for a function that YAML says nothing of.
    private const string UnknownType = "INVALID_TYPE";

    public static ListValue Arguments(ResourceProperties? properties)
    {
        var arguments = new ListValue();
        foreach (var item in properties?.Arguments ?? [])
        {
            if (item.AsDict() is { } argument)
            {
                arguments.Add(DictValue.Of(
                    ("name", argument["name"]), ("data_type", argument["data_type"]), ("description", OrNone(argument["description"])),
                    ("default_value", OrNone(argument["default_value"]))));
            }
        }

        return arguments;
    }

    public static DictValue Returns(ResourceProperties? properties) => DictValue.Of(
        ("data_type", properties?.Returns["data_type"] is { IsMissing: false } type ? type : UnknownType),
        ("description", OrNone(properties?.Returns["description"] ?? Value.None)));

    private static Value OrNone(Value value) => value.IsMissing ? Value.None : value;
}
