namespace Transform.Adapters;

/// <summary>Shorter ways to call an <see cref="IAdapterFactory"/>.</summary>
public static class AdapterFactories
{
    /// <summary>Opens the warehouse; nobody hears of attempts that failed.</summary>
    /// <inheritdoc cref="IAdapterFactory.Create"/>
    public static IAdapter Create(this IAdapterFactory factory, ProfileOutput output) => factory.Create(output, static _ => { }, CancellationToken.None);
}
