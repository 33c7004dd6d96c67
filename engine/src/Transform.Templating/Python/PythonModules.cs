namespace Transform.Templating;

/// <summary>Python's modules as dbt exposes them to templates.</summary>
public static class PythonModules
{
    /// <summary>The value of <c>modules</c>: <c>datetime</c>, <c>pytz</c>, <c>re</c>, <c>itertools</c>.</summary>
    /// <param name="time">What <c>now()</c> and its like ask.</param>
    public static Value Create(TimeProvider time) => DictValue.Of(
        ("datetime", new PythonDates(time).DateTimeModule()),
        ("pytz", PythonDates.PytzModule()),
        ("re", PythonRegex.Module()),
        ("itertools", PythonIterators.Module()));
}
