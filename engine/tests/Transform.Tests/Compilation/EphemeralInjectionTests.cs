using Shouldly;
using Transform.Compilation;

namespace Transform.Tests.Compilation;

/// <summary>The compiled code is dbt 1.11's to the letter.</summary>
public sealed class EphemeralInjectionTests
{
    [Theory]
    [InlineData("select 1", "with __dbt__cte__a as (\nA\n) select 1")]
    [InlineData("\n\nselect 1", "\n\nwith __dbt__cte__a as (\nA\n) select 1")]
    [InlineData("with x as (select 1) select * from x", "with  __dbt__cte__a as (\nA\n), x as (select 1) select * from x")]
    [InlineData("WITH RECURSIVE x as (select 1) select 2", "WITH RECURSIVE  __dbt__cte__a as (\nA\n), x as (select 1) select 2")]
    [InlineData("-- with\n/* with */\nwith x as (select 1) select 2", "-- with\n/* with */\nwith  __dbt__cte__a as (\nA\n), x as (select 1) select 2")]
    [InlineData("select withdrawn from x", "with __dbt__cte__a as (\nA\n) select withdrawn from x")]
    [InlineData("-- c\nselect 1", "with __dbt__cte__a as (\nA\n) -- c\nselect 1")]
    public void Expressions_stand_before_the_querys_own(string sql, string expected) =>
        EphemeralInjection.Inject(sql, [new EphemeralCte("model.p.a", " __dbt__cte__a as (\nA\n)")]).ShouldBe(expected);
}
