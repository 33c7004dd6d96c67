namespace Transform.Adapters;

/// <summary>A function that an opened warehouse lends to templates while they run: <c>adapter.name(...)</c>. It may ask the warehouse.</summary>
/// <param name="Parameters">The names of its parameters; all may be left out, and are null then.</param>
/// <param name="Call">Takes a session and an argument for each parameter as plain values; gives a plain value.</param>
public sealed record SessionFunction(
    IReadOnlyList<string> Parameters, Func<IWarehouseConnection, IReadOnlyList<object?>, CancellationToken, object?> Call);
