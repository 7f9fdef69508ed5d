using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ContentHub.Testing;

namespace ContentHub.Server.Tests.Webhooks;

/// <summary>What the system trusts is called over TLS 1.2 and above, and nothing else; there is no switch to look away.</summary>
public sealed class TlsTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _authority = SelfSigned("CN=Test authority", isAuthority: true);
    private Site _site = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_folder["authority.pem"], _authority.ExportCertificatePem());
        Directory.CreateDirectory(_folder["none"]);
        _site = await Site.StartAsync(DatabaseKind.Sqlite, ("SSL_CERT_FILE", _folder["authority.pem"]), ("SSL_CERT_DIR", _folder["none"]));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Only_a_certificate_that_is_trusted_valid_and_of_this_name_is_accepted()
    {
        var day = TimeSpan.FromDays(1);
        using var good = Signed("localhost", -day, day);
        using var old = Signed("localhost", -2 * day, -day);
        using var early = Signed("localhost", day, 2 * day);
        using var stranger = Signed("example.com", -day, day);
        using var alone = SelfSigned("CN=localhost", isAuthority: false);

        var fine = await TestAsync(good);
        Assert.Equal((200, ""), fine);
        foreach (var (bad, why) in new[] { (old, "NotTimeValid"), (early, "NotTimeValid"), (stranger, "RemoteCertificateNameMismatch"), (alone, "UntrustedRoot") })
        {
            var (status, fault) = await TestAsync(bad);
            Assert.Equal(0, status);
            Assert.StartsWith("tls No secure connection: ", fault, StringComparison.Ordinal);
            Assert.Contains(why, fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_receiver_that_speaks_no_TLS_at_all_is_a_failure_of_TLS()
    {
        await using var plain = RawServer.Start(connection => connection.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"));

        Assert.StartsWith("tls ", (await TestAsync(plain.Address.Port)).Fault, StringComparison.Ordinal);
    }

    private async Task<(int Status, string Fault)> TestAsync(X509Certificate2 certificate)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        var outcome = await TestAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        await serving;
        return outcome;
    }

    private async Task<(int Status, string Fault)> TestAsync(int port)
    {
        var test = (await _site.Api.PostAsync("/admin/api/webhooks/test", new { data = new { url = $"https://localhost:{port}/", events = new[] { "*" } } })).Expect(HttpStatusCode.OK).Data;
        return (test.GetProperty("status_code") is { ValueKind: System.Text.Json.JsonValueKind.Number } code ? code.GetInt32() : 0, $"{test.Text("error")} {test.Text("error_message")}".Trim());
    }

    private static async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
            var buffer = new byte[64 * 1024];
            var head = "";
            while (!head.Contains("\r\n\r\n", StringComparison.Ordinal) && await tls.ReadAsync(buffer) is var read and > 0) head += Encoding.Latin1.GetString(buffer, 0, read);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The caller did not like what it saw.
        }
    }

    private X509Certificate2 Signed(string host, TimeSpan from, TimeSpan until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var bare = request.Create(_authority, now + from, now + until, RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 SelfSigned(string name, bool isAuthority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-3), now.AddDays(3));
    }
}
