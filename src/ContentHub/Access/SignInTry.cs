using System.Net;
using System.Net.Sockets;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>How often somebody tried lately: by account, by address, by code. A row lives for one window.</summary>
internal sealed class SignInTry
{
    /// <summary>What is counted, as a digest: <c>account</c>, <c>address</c>, <c>code</c> or <c>mail</c> and of whom.</summary>
    public required string Key { get; init; }

    public int Count { get; set; }

    /// <summary>UTC; when it is forgotten.</summary>
    public DateTimeOffset Until { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SignInTry>
    {
        public void Configure(EntityTypeBuilder<SignInTry> tries)
        {
            tries.ToTable("sign_in_tries");
            tries.HasKey(t => t.Key);
            tries.Property(t => t.Key).HasMaxLength(64);
            tries.HasIndex(t => t.Until);   // what is forgotten
        }
    }
}

/// <summary>Counts tries before they are looked at, so that guesses side by side count like guesses in a row; whether the account exists makes no difference.</summary>
internal sealed class SignInThrottle(AccessOptions options, TimeProvider clock)
{
    public static string Account(string normalizedEmail) => ApiToken.Digest("account " + normalizedEmail);

    public static string Code(Id<User> user) => ApiToken.Digest($"code {user}");

    public static string Mail(string normalizedEmail) => ApiToken.Digest("mail " + normalizedEmail);

    public static string Address(Caller from) => ApiToken.Digest("address " + Place(from));

    public static string MailsFrom(Caller from) => ApiToken.Digest("mails from " + Place(from));

    /// <summary>Counts a try for the account (or code) and for the address, or refuses it when one of them has had enough; a refused one counts for neither.</summary>
    public Problem.RateLimited? Count(WriteUnit unit, string account, string address)
    {
        var now = clock.GetUtcNow();
        var rows = unit.Db.SignInTries.AsTracking().Where(t => t.Key == account || t.Key == address).ToList();
        if (rows.Where(t => t.Until > now && t.Count >= (t.Key == account ? options.TriesPerAccount : options.TriesPerAddress)).Select(t => (DateTimeOffset?)t.Until).Max() is { } until)
            return new Problem.RateLimited(until - now);

        // Those of others who tried and went away: there are never more rows than tries of one window.
        unit.Db.SignInTries.Where(t => t.Until <= now && t.Key != account && t.Key != address).ExecuteDelete();
        foreach (var key in (string[])[account, address])
        {
            var row = rows.Find(t => t.Key == key) ?? unit.Db.Add(new SignInTry { Key = key }).Entity;
            row.Count = row.Until > now ? row.Count + 1 : 1;
            row.Until = now + options.TryWindow;
        }

        return null;
    }

    /// <summary>It was the right one: the account starts anew, and the address gets this try back, but not those before it.</summary>
    public static void Forget(WriteUnit unit, string account, Caller from)
    {
        var address = Address(from);
        unit.Db.SignInTries.Where(t => t.Key == account).ExecuteDelete();
        unit.Db.SignInTries.Where(t => t.Key == address && t.Count > 0).ExecuteUpdate(t => t.SetProperty(x => x.Count, x => x.Count - 1));
    }

    // Of IPv6 the network of 64 bits, which is one household's.
    private static string Place(Caller from) => IPAddress.TryParse(from.Address, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
        ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
        : from.Address;
}
