using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Media;

/// <summary>An entry uses a file.</summary>
internal sealed class MediaLink
{
    public Id<MediaAsset> AssetId { get; init; }

    public Id<ContentType> TypeId { get; init; }

    /// <summary>Id of the entry; a plain number because Media knows no entries.</summary>
    public long EntryId { get; init; }

    /// <summary>Language of the entry's row.</summary>
    public required string Locale { get; init; }

    /// <summary>Stage of the entry's row.</summary>
    public Stage Stage { get; init; }

    /// <summary>Id of the component inside the entry that holds the file; 0 for the entry itself.</summary>
    public long OwnerId { get; init; }

    public Id<ContentAttribute> AttributeId { get; init; }

    public int Position { get; init; }

    internal sealed class Configuration : IEntityTypeConfiguration<MediaLink>
    {
        public void Configure(EntityTypeBuilder<MediaLink> link)
        {
            link.ToTable("media_links");
            link.HasKey(l => new { l.EntryId, l.Locale, l.Stage, l.OwnerId, l.AttributeId, l.AssetId });
            link.Property(l => l.Locale).HasMaxLength(Columns.Locale);
            link.HasIndex(l => l.AssetId);              // where used
            link.HasOne<MediaAsset>().WithMany().HasForeignKey(l => l.AssetId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
