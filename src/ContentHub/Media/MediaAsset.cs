using System.Text.Json;
using ContentHub.ContentTypes;
using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Media;

/// <summary>A file in the media library.</summary>
public sealed class MediaAsset
{
    /// <summary>As the API and entries name it.</summary>
    public Id<MediaAsset> Id { get; init; }

    /// <summary>24 characters, as entries have one.</summary>
    public required string DocumentId { get; init; }

    /// <summary>As people read it; the uploaded name, cleaned.</summary>
    public required string Name { get; init; }

    /// <summary>32 random hex characters: the name in the store and in the URL.</summary>
    public required string Hash { get; init; }

    /// <summary>Digest of the bytes, base64url without padding.</summary>
    public required string Sha256 { get; init; }

    /// <summary>With the dot, or empty; decided by the bytes.</summary>
    public required string Ext { get; init; }

    /// <summary>Decided by the bytes.</summary>
    public required string Mime { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Path on this server.</summary>
    public string Url => $"/uploads/{FileName}";

    /// <summary>Name in the store.</summary>
    public string FileName => Hash + Ext;

    internal sealed class Configuration : IEntityTypeConfiguration<MediaAsset>
    {
        public void Configure(EntityTypeBuilder<MediaAsset> asset)
        {
            asset.ToTable("media_assets");
            asset.Property(a => a.Id).ValueGeneratedNever();
            asset.Property(a => a.DocumentId).HasMaxLength(24);
            asset.Property(a => a.Name).HasMaxLength(255);
            asset.Property(a => a.Hash).HasMaxLength(32);
            asset.Property(a => a.Sha256).HasMaxLength(43);
            asset.Property(a => a.Ext).HasMaxLength(16);
            asset.Property(a => a.Mime).HasMaxLength(128);
            asset.Ignore(a => a.Url);
            asset.Ignore(a => a.FileName);
            asset.HasIndex(a => a.Hash).IsUnique();     // serving /uploads/{hash}
            asset.HasIndex(a => a.Sha256);              // duplicates
        }
    }
}

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

/// <summary>A file with the entries that use it, as answers and events show it.</summary>
/// <param name="Related">Model, entry id and attribute of every use.</param>
public sealed record MediaView(MediaAsset Asset, IReadOnlyList<MediaUse> Related)
{
    /// <summary>Writes the file object of webhooks.md: size in kB of 1000 bytes with two decimals.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", Asset.Id.Value);
        json.WriteString("name", Asset.Name);
        json.WriteString("hash", Asset.Hash);
        json.WriteString("sha256", Asset.Sha256);
        json.WriteString("ext", Asset.Ext);
        json.WriteString("mime", Asset.Mime);
        json.WriteNumber("size", Math.Round(Asset.Size / 1000m, 2, MidpointRounding.AwayFromZero));
        json.WriteString("url", Asset.Url);
        json.WriteString("provider", "local");
        json.WriteNull("provider_metadata");
        json.WriteString("created_at", Utc.Text(Asset.CreatedAt));
        json.WriteString("updated_at", Utc.Text(Asset.UpdatedAt));
        json.WriteStartArray("related");
        foreach (var (model, id, field) in Related)
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteNumber("id", id);
            json.WriteString("field", field);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>One use of a file: singular of the type, id of the entry, name of the attribute.</summary>
public sealed record MediaUse(string Model, long Id, string Field);
