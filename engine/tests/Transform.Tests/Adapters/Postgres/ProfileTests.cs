using Shouldly;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Core;

namespace Transform.Tests.Adapters.Postgres;

public sealed class ProfileTests
{
    private static readonly SourceText Source = new("profiles.yml", "shop:\n  outputs:\n    dev: {}\n");

    [Fact]
    public void what_is_left_out_has_dbts_defaults()
    {
        var profile = Read(("host", "db"), ("user", "me"), ("password", "x"), ("dbname", "shop"), ("schema", "dev"), ("unknown", "fine"));

        profile.ShouldBe(new PostgresProfile
        {
            Host = "db", Port = 5432, User = "me", Password = "x", Database = "shop", Schema = "dev", Threads = 1, ConnectTimeout = 10,
            Retries = 1,
        });
    }

    [Fact]
    public void pass_and_dbname_are_other_words_for_password_and_database()
    {
        Read(("host", "db"), ("user", "me"), ("pass", "x"), ("database", "shop"), ("schema", "dev"))
            .ShouldBe(Read(("host", "db"), ("user", "me"), ("password", "x"), ("dbname", "shop"), ("schema", "dev")));
    }

    [Fact]
    public void a_password_of_digits_is_text() =>
        Read(("host", "db"), ("user", "me"), ("password", 123L), ("dbname", "shop"), ("schema", "dev")).Password.ShouldBe("123");

    [Fact]
    public void everything_that_is_missing_is_reported_at_once()
    {
        var errors = Should.Throw<TransformException>(() => Read()).Diagnostics;

        errors.Select(e => (e.Code, e.Message)).ShouldBe(
        [
            (DiagnosticCodes.MissingKey, "The profile's host is missing"),
            (DiagnosticCodes.MissingKey, "The profile's user is missing"),
            (DiagnosticCodes.MissingKey, "The profile's dbname is missing"),
            (DiagnosticCodes.MissingKey, "The profile's schema is missing"),
        ], ignoreOrder: true);
        errors.ShouldAllBe(e => e.Span != null);
    }

    [Fact]
    public void everything_that_has_the_wrong_type_is_reported_at_once() =>
        Should.Throw<TransformException>(() => Read(
            ("host", 1L), ("user", "me"), ("password", "x"), ("dbname", "shop"), ("schema", new List<object?>()), ("port", "many"),
            ("keepalives_idle", "long"), ("autocommit", "perhaps"), ("sslmode", "sometimes"))).Diagnostics
            .Select(e => (e.Code, e.Message)).ShouldBe(
            [
                (DiagnosticCodes.WrongType, "The profile's host has to be text"),
                (DiagnosticCodes.WrongType, "The profile's port has to be a whole number above zero"),
                (DiagnosticCodes.WrongType, "The profile's schema has to be text"),
                (DiagnosticCodes.WrongType, "The profile's keepalives_idle has to be a whole number, zero or more"),
                (DiagnosticCodes.WrongType, "The profile's autocommit has to be true or false"),
                (DiagnosticCodes.InvalidValue, "The profile's sslmode is 'sometimes'"),
            ], ignoreOrder: true);

    [Fact]
    public void a_port_has_its_limit() =>
        Should.Throw<TransformException>(() => Read(
            ("host", "db"), ("user", "me"), ("password", "x"), ("dbname", "shop"), ("schema", "dev"), ("port", 65536L))).Diagnostics
            .Single().Message.ShouldBe("The profile's port is 65536");

    [Fact]
    public void the_target_never_has_the_password() =>
        new PostgresAdapterFactory().Describe(Output(("host", "db"), ("user", "me"), ("password", "hunter2"), ("dbname", "shop"), ("schema", "dev")))
            .Fields.ShouldNotContain(f => Equals(f.Value, "hunter2"));

    private static PostgresProfile Read(params (string Key, object? Value)[] values) => PostgresProfileReader.Read(Output(values));

    private static ProfileOutput Output(params (string Key, object? Value)[] values) =>
        new("dev", values.ToDictionary(v => v.Key, v => v.Value), "/project", "/project/target", Source.Span(18, 3));
}
