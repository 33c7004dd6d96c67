namespace Transform.Adapters;

/// <summary>A function that an adapter lends to templates beside those that every adapter has: <c>adapter.name(...)</c>. It asks
/// nothing of the warehouse, so it answers in every phase.</summary>
/// <param name="Parameters">The names of its parameters; all may be left out, and are null then.</param>
/// <param name="Call">Takes the target and an argument for each parameter as plain values; gives a plain value.</param>
public sealed record TemplateFunction(IReadOnlyList<string> Parameters, Func<TargetDescription, IReadOnlyList<object?>, object?> Call);
