using System.Globalization;

namespace Transform.Templating;

/// <summary>Python's <c>decimal.Decimal</c>, as far as 28 digits reach.</summary>
public sealed class DecimalValue(decimal number) : IHostObject, IClrValue
{
    public decimal Number { get; } = number;

    public string TypeName => "Decimal";

    public bool IsTruthy => Number != 0;

    public string Render() => Number.ToString(CultureInfo.InvariantCulture);

    public string Repr() => $"Decimal('{Render()}')";

    public object ToObject() => Number;
}
