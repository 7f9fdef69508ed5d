using System.Xml.Linq;
using ContentHub.Persistence;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>A key of ASP.NET Core Data Protection, where several nodes share one database.</summary>
internal sealed class ProtectionKey
{
    public required string Name { get; init; }

    public required string Xml { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<ProtectionKey>
    {
        public void Configure(EntityTypeBuilder<ProtectionKey> key)
        {
            key.ToTable("protection_keys");
            key.HasKey(k => k.Name);
            key.Property(k => k.Name).HasMaxLength(100);
        }
    }
}

/// <summary>Keeps the keys in the shared database, so that every node reads what another has encrypted.</summary>
internal sealed class DatabaseKeyRepository(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        database.Read(db => db.ProtectionKeys.AsNoTracking().Select(k => k.Xml).ToList()).ConvertAll(XElement.Parse);

    public void StoreElement(XElement element, string friendlyName)
    {
        var stored = database.WriteAsync<Done>(
            unit =>
            {
                unit.Db.Add(new ProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
                return new Done();
            },
            CancellationToken.None);
        stored.GetAwaiter().GetResult();   // the interface is synchronous; called once in ninety days, never inside a unit of work
    }
}
