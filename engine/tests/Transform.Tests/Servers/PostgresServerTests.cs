using Shouldly;

namespace Transform.Tests.Servers;

public sealed class PostgresServerTests
{
    [Fact]
    public void a_missing_program_names_the_package() =>
        Should.Throw<InvalidOperationException>(() => PostgresServer.Program("no-such-initdb")).Message
            .ShouldBe("no-such-initdb is missing. Install PostgreSQL: apt-get install postgresql.");

    [Fact]
    public void a_command_that_fails_says_what_it_said() =>
        Should.Throw<InvalidOperationException>(() => PostgresServer.Run("sh", "-c", "echo no room >&2; exit 3")).Message
            .ShouldBe("sh -c echo no room >&2; exit 3 ended with 3:\nno room\n");
}
