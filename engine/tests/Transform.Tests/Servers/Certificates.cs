using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Transform.Tests.Servers;

/// <summary>Certificates of an authority of its own, for a server on <c>localhost</c> and for a client, as files.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-tls-").FullName;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(Start, Start.AddYears(100));
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        Server = Issue(authority, "localhost", "server");
        Issue(authority, "me", "client").Dispose();
    }

    public X509Certificate2 Server { get; }

    public string Folder => folder;

    public string Authority => Path.Combine(folder, "authority.pem");

    public string Client => Path.Combine(folder, "client.pem");

    public string ClientKey => Path.Combine(folder, "client.key");

    private static DateTimeOffset Start => new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private X509Certificate2 Issue(X509Certificate2 authority, string name, string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name is "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, Start, Start.AddYears(99), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(folder, file + ".pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, file + ".key"), key.ExportPkcs8PrivateKeyPem());
        return certificate.CopyWithPrivateKey(key);
    }
}
