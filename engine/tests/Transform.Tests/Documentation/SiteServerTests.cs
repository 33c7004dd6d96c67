using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Transform.Core;
using Transform.Documentation.Publishing;

namespace Transform.Tests.Documentation;

public sealed class SiteServerTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-site-").FullName;
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient client = new();
    private readonly int port = FreePort();
    private SiteServer server = null!;
    private Task running = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "docs", "data"));
        File.WriteAllText(Path.Combine(folder, "docs", "index.html"), "<p>first</p>");
        File.WriteAllText(Path.Combine(folder, "docs", "data", "ä 1.js"), "f(1)");
        File.WriteAllText(Path.Combine(folder, "secret.txt"), "secret");
        Directory.CreateDirectory(Path.Combine(folder, "docs2"));
        File.WriteAllText(Path.Combine(folder, "docs2", "other.txt"), "other");
        server = new SiteServer(Path.Combine(folder, "docs"), "127.0.0.1", port);
        client.BaseAddress = new Uri(server.Address);
        running = Task.Run(() => server.Run(stop.Token), Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        server.Dispose();
        client.Dispose();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Files_are_shown_as_what_they_are()
    {
        using var page = await client.GetAsync("/", Token);
        (await page.Content.ReadAsStringAsync(Token)).ShouldBe("<p>first</p>");
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        using var script = await client.GetAsync("/data/%C3%A4%201.js?x=1", Token);
        (await script.Content.ReadAsStringAsync(Token)).ShouldBe("f(1)");
        script.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/index.html"), Token);
        head.Content.Headers.ContentLength.ShouldBe(12);
        using var post = await client.PostAsync("/index.html", new StringContent("x"), Token);
        post.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("/secret.txt")]
    [InlineData("/../secret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/..%2fsecret.txt")]
    [InlineData("/data/..%2f..%2fsecret.txt")]
    [InlineData("/..%5csecret.txt")]
    [InlineData("/../docs2/other.txt")]
    [InlineData("/%2fetc%2fpasswd")]
    [InlineData("//etc/passwd")]
    [InlineData("/data")]
    [InlineData("/index.html%00.js")]
    public async Task Nothing_else_is_shown(string path)
    {
        // As it stands: clients tidy such addresses up.
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port, Token);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"), Token);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Token);
        answer.ShouldMatch("^HTTP/1.1 40[04] ");
        answer.ShouldNotEndWith("secret");
        answer.ShouldNotEndWith("other");
        answer.ShouldNotContain("root:");
    }

    [Fact]
    public async Task Another_name_of_this_machine_is_not_answered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "evil.example";
        using var answer = await client.SendAsync(request, Token);
        answer.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public void A_port_that_is_taken_is_said_to_be()
    {
        var diagnostic = Should.Throw<TransformException>(() => new SiteServer(folder, "127.0.0.1", port)).Diagnostics.ShouldHaveSingleItem();
        diagnostic.Message.ShouldContain(port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        diagnostic.Hint.ShouldNotBeNull().ShouldContain("--port");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
