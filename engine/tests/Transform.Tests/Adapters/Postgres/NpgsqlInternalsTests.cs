using System.Reflection;
using System.Runtime.CompilerServices;
using Shouldly;
using Transform.Adapters.Postgres;

namespace Transform.Tests.Adapters.Postgres;

/// <summary>What the engine takes from inside Npgsql, which promises nothing about it: a new version of Npgsql may not have it.</summary>
public sealed class NpgsqlInternalsTests
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    [Fact]
    public void what_is_taken_is_there()
    {
        var accessors = typeof(PostgresAdapterFactory).Assembly.GetTypes().SelectMany(t => t.GetMethods(Any))
            .Select(m => (Method: m, Accessor: m.GetCustomAttribute<UnsafeAccessorAttribute>()))
            .Where(m => m.Accessor is not null)
            .ToList();

        accessors.ShouldNotBeEmpty();
        foreach (var (method, accessor) in accessors)
        {
            var owner = method.GetParameters()[0].ParameterType;
            var found = owner.GetMethod(accessor!.Name!, Any, [.. method.GetParameters().Skip(1).Select(p => p.ParameterType)]);
            (found?.ReturnType).ShouldBe(
                method.ReturnType,
                $"{owner.Assembly.GetName().Name} {owner.Assembly.GetName().Version} has no {owner.Name}.{accessor.Name} any more, which "
                + $"{method.DeclaringType!.Name}.{method.Name} calls: find how it keeps that now before taking the new version, or go without.");
        }
    }
}
