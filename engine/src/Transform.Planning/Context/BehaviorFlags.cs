using System.Collections.Frozen;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary><c>adapter.behavior</c>: what a project's <c>flags:</c> say of the changes of behaviour that adapters have. Each answers
/// <c>setting</c> and <c>no_warn</c>, and is true where it is on.</summary>
internal sealed class BehaviorFlags(Project project) : IHostObject
{
    private static readonly FrozenDictionary<string, bool> Defaults = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["require_batched_execution_for_custom_microbatch_strategy"] = false,
        ["enable_truthy_nulls_equals_macro"] = false,
        ["postgres_skip_autocommit_transaction_statements"] = true,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public string TypeName => "Behavior";

    public bool TryGetAttribute(string name, out Value value)
    {
        value = default;
        if (!Defaults.TryGetValue(name, out var isOn))
        {
            return false;
        }

        value = Value.From(new Flag(project.Main.Settings.Flags.TryGetValue(name, out var own) ? own.IsTruthy : isOn));
        return true;
    }

    private sealed record Flag(bool IsOn) : IHostObject
    {
        public string TypeName => "BehaviorFlagRendered";

        public bool IsTruthy => IsOn;

        public bool TryGetAttribute(string name, out Value value)
        {
            value = IsOn;
            return name is "setting" or "no_warn";
        }
    }
}
