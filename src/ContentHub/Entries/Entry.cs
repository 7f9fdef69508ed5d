using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Entries;

/// <summary>One piece of content.</summary>
public sealed class Entry
{
    /// <summary>Unique over all types.</summary>
    public Id<Entry> Id { get; init; }

    /// <summary>24 characters; the key in URLs.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Its type.</summary>
    public Id<ContentType> TypeId { get; init; }

    /// <summary>The scalar values as a JSON object under the ids of the attributes: a rename of an attribute touches no entry.</summary>
    public required string Data { get; set; }

    /// <summary>1, then one more with every change.</summary>
    public int Version { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Entry>
    {
        public void Configure(EntityTypeBuilder<Entry> entry)
        {
            entry.ToTable("entries");
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.Property(e => e.DocumentId).HasMaxLength(24);
            entry.Property(e => e.Data).IsJson();
            entry.Property(e => e.Version).IsConcurrencyToken();   // the last guard against two editors
            entry.HasIndex(e => e.DocumentId).IsUnique();
            entry.HasIndex(e => new { e.TypeId, e.Id });           // lists of a type
            entry.HasOne<ContentType>().WithMany().HasForeignKey(e => e.TypeId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>The value of a unique attribute: the database's guarantee that there is no second one.</summary>
internal sealed class EntryUnique
{
    public Id<ContentAttribute> AttributeId { get; init; }

    /// <summary>The value's text; of long ones the digest.</summary>
    public required string Value { get; init; }

    public Id<Entry> EntryId { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<EntryUnique>
    {
        public void Configure(EntityTypeBuilder<EntryUnique> unique)
        {
            unique.ToTable("entry_unique");
            unique.HasKey(u => new { u.AttributeId, u.Value });
            unique.Property(u => u.Value).HasMaxLength(256);
            unique.HasIndex(u => u.EntryId);                       // change and delete
        }
    }
}

/// <summary>An entry points at another.</summary>
internal sealed class EntryRelation
{
    public Id<Entry> SourceId { get; init; }

    public Id<ContentAttribute> AttributeId { get; init; }

    public Id<Entry> TargetId { get; init; }

    public int Position { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<EntryRelation>
    {
        public void Configure(EntityTypeBuilder<EntryRelation> relation)
        {
            relation.ToTable("entry_relations");
            relation.HasKey(r => new { r.SourceId, r.AttributeId, r.TargetId });
            relation.HasIndex(r => new { r.TargetId, r.AttributeId });   // who points here
        }
    }
}
