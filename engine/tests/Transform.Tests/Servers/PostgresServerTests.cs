using Shouldly;

namespace Transform.Tests.Servers;

public sealed class PostgresServerTests
{
    [Fact]
    public void a_missing_program_names_the_package() =>
        Should.Throw<InvalidOperationException>(() => PostgresServer.Run("no-such-initdb")).Message
            .ShouldStartWith("no-such-initdb cannot be started. Install PostgreSQL: apt-get install postgresql.");
}
