using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Entries;

/// <summary>One piece of content in one language and one stage. The rows of an entry share their id and document id.</summary>
public sealed class Entry
{
    /// <summary>Unique over all types; the same in every stage and language.</summary>
    public Id<Entry> Id { get; init; }

    /// <summary>Language tag.</summary>
    public string Locale { get; init; } = Locales.Default;

    /// <summary>Draft or published.</summary>
    public Stage Stage { get; init; }

    /// <summary>24 characters; the key in URLs.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Its type.</summary>
    public Id<ContentType> TypeId { get; init; }

    /// <summary>The values as a JSON object under the ids of the attributes: a rename of an attribute touches no entry. Components stand in it whole, but for their relations and files.</summary>
    public required string Data { get; set; }

    /// <summary>1, then one more with every change of the entry. A published row has the version of the draft that it was made of.</summary>
    public int Version { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it, as <see cref="Access.Actor.ToString"/> writes it; empty where nobody noted it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>UTC; null in drafts.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<Entry>
    {
        public void Configure(EntityTypeBuilder<Entry> entry)
        {
            entry.ToTable("entries");
            entry.HasKey(e => new { e.Id, e.Locale, e.Stage });
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.Property(e => e.Locale).HasMaxLength(Columns.Locale);
            entry.Property(e => e.DocumentId).HasMaxLength(24);
            entry.Property(e => e.Data).IsJson();
            entry.Property(e => e.CreatedBy).HasMaxLength(64);
            entry.Property(e => e.Version).IsConcurrencyToken();   // the last guard against two editors
            entry.HasIndex(e => new { e.DocumentId, e.Locale, e.Stage }).IsUnique();
            // Lists of a type in their usual orders.
            entry.HasIndex(e => new { e.TypeId, e.Locale, e.Stage, e.Id });
            entry.HasIndex(e => new { e.TypeId, e.Locale, e.Stage, e.CreatedAt, e.Id });
            entry.HasIndex(e => new { e.TypeId, e.Locale, e.Stage, e.UpdatedAt, e.Id });
            entry.HasOne<ContentType>().WithMany().HasForeignKey(e => e.TypeId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>The value of a unique attribute: the database's guarantee that there is no second one.</summary>
internal sealed class EntryUnique
{
    public Id<ContentAttribute> AttributeId { get; init; }

    public string Locale { get; init; } = Locales.Default;

    public Stage Stage { get; init; }

    /// <summary>The value's text; of long ones the digest.</summary>
    public required string Value { get; init; }

    public Id<Entry> EntryId { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<EntryUnique>
    {
        public void Configure(EntityTypeBuilder<EntryUnique> unique)
        {
            unique.ToTable("entry_unique");
            unique.HasKey(u => new { u.AttributeId, u.Locale, u.Stage, u.Value });
            unique.Property(u => u.Locale).HasMaxLength(Columns.Locale);
            unique.Property(u => u.Value).HasMaxLength(256);
            unique.HasIndex(u => u.EntryId);                       // change and delete
        }
    }
}

/// <summary>An entry points at another.</summary>
internal sealed class EntryRelation
{
    public Id<Entry> SourceId { get; init; }

    /// <summary>Of the source.</summary>
    public string Locale { get; init; } = Locales.Default;

    /// <summary>Of the source. The target is seen in the stage of whoever looks.</summary>
    public Stage Stage { get; init; }

    /// <summary>Id of the component inside the source that holds the relation; 0 for the entry itself.</summary>
    public long OwnerId { get; init; }

    public Id<ContentAttribute> AttributeId { get; init; }

    public Id<Entry> TargetId { get; init; }

    /// <summary>Among the targets of the source.</summary>
    public int Position { get; init; }

    /// <summary>Among the sources of the target.</summary>
    public int TargetPosition { get; init; } = AtTheEnd;

    /// <summary>The <see cref="TargetPosition"/> of a source that nobody placed.</summary>
    public const int AtTheEnd = int.MaxValue;

    internal sealed class Configuration : IEntityTypeConfiguration<EntryRelation>
    {
        public void Configure(EntityTypeBuilder<EntryRelation> relation)
        {
            relation.ToTable("entry_relations");
            relation.HasKey(r => new { r.SourceId, r.Locale, r.Stage, r.OwnerId, r.AttributeId, r.TargetId });
            relation.Property(r => r.Locale).HasMaxLength(Columns.Locale);
            relation.HasIndex(r => new { r.TargetId, r.AttributeId, r.Locale, r.Stage, r.SourceId });   // who points here
        }
    }
}

/// <summary>The value of an indexed attribute whose values are text; one row per entry, also for those without a value.</summary>
internal sealed class IndexText
{
    public Id<Entry> EntryId { get; init; }

    public Id<ContentAttribute> AttributeId { get; init; }

    public string Locale { get; init; } = Locales.Default;

    public Stage Stage { get; init; }

    /// <summary>At most <see cref="Longest"/> characters, the beginning of longer ones. 64-bit integers are written so that text order is their order.</summary>
    public string? Value { get; init; }

    /// <summary>What of a text stands in the index.</summary>
    public const int Longest = Queries.Field.LongestIndexed;

    internal sealed class Configuration : IEntityTypeConfiguration<IndexText>
    {
        public void Configure(EntityTypeBuilder<IndexText> index)
        {
            index.ToTable("index_texts");
            index.HasKey(i => new { i.EntryId, i.AttributeId, i.Locale, i.Stage });
            index.Property(i => i.Locale).HasMaxLength(Columns.Locale);
            index.Property(i => i.Value).HasMaxLength(Longest).InCodePointOrder();
            index.HasIndex(i => new { i.AttributeId, i.Locale, i.Stage, i.Value, i.EntryId }).NullsFirst();
        }
    }
}

/// <summary>The same for numbers, true and false (1 and 0).</summary>
internal sealed class IndexNumber
{
    public Id<Entry> EntryId { get; init; }

    public Id<ContentAttribute> AttributeId { get; init; }

    public string Locale { get; init; } = Locales.Default;

    public Stage Stage { get; init; }

    public double? Value { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<IndexNumber>
    {
        public void Configure(EntityTypeBuilder<IndexNumber> index)
        {
            index.ToTable("index_numbers");
            index.HasKey(i => new { i.EntryId, i.AttributeId, i.Locale, i.Stage });
            index.Property(i => i.Locale).HasMaxLength(Columns.Locale);
            index.HasIndex(i => new { i.AttributeId, i.Locale, i.Stage, i.Value, i.EntryId }).NullsFirst();
        }
    }
}

/// <summary>All texts and numbers of an entry of a searchable type, case folded; each database keeps a trigram index over it.</summary>
internal sealed class SearchText
{
    /// <summary>Own key, because SQLite's index goes by one number.</summary>
    public long Id { get; init; }

    public Id<Entry> EntryId { get; init; }

    public string Locale { get; init; } = Locales.Default;

    public Stage Stage { get; init; }

    public Id<ContentType> TypeId { get; init; }

    /// <summary>Values one after the other, with a character between them that nobody searches for.</summary>
    public required string Text { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SearchText>
    {
        public void Configure(EntityTypeBuilder<SearchText> search)
        {
            search.ToTable("search_texts");
            search.Property(s => s.Id).ValueGeneratedOnAdd();
            search.Property(s => s.Locale).HasMaxLength(Columns.Locale);
            search.HasIndex(s => new { s.EntryId, s.Locale, s.Stage }).IsUnique();
            search.HasIndex(s => s.TypeId);
        }
    }
}
