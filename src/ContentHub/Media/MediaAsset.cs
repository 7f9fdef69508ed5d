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

    /// <summary>As people read it; the uploaded name, cleaned, until somebody gives another.</summary>
    public required string Name { get; set; }

    /// <summary>What a picture shows, for those who do not see it; null when nobody said.</summary>
    public string? AlternativeText { get; internal set; }

    /// <summary>Text beside the picture; null for none.</summary>
    public string? Caption { get; internal set; }

    /// <summary>What must stay in sight where the picture is cropped; null for the centre. It stays when the bytes are replaced, as the words do.</summary>
    public FocalPoint? FocalPoint
    {
        get => FocalX is { } x && FocalY is { } y ? new FocalPoint(x, y) : null;
        internal set => (FocalX, FocalY) = (value?.X, value?.Y);
    }

    /// <summary>32 random hex characters: the name in the URL. It stays when the bytes are replaced.</summary>
    public required string Hash { get; init; }

    /// <summary>8 hex characters of a new name in the store for each replacement of the bytes; null for the first bytes.</summary>
    public string? Revision { get; internal set; }

    /// <summary>Digest of the bytes, base64url without padding.</summary>
    public required string Sha256 { get; set; }

    /// <summary>With the dot, or empty; decided by the bytes. It stays when the bytes are replaced.</summary>
    public required string Ext { get; init; }

    /// <summary>Decided by the bytes.</summary>
    public required string Mime { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>Pixels as shown, turned by EXIF; null when it is no picture or nobody could tell.</summary>
    public int? Width { get; internal set; }

    /// <summary>Likewise.</summary>
    public int? Height { get; internal set; }

    private double? FocalX { get; set; }
    private double? FocalY { get; set; }

    /// <summary>JSON of <see cref="MediaFormat"/>; null for none.</summary>
    internal string? Formats { get; set; }

    /// <summary>Where people put it; null for the top.</summary>
    public Id<MediaFolder>? FolderId { get; internal set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Path on this server.</summary>
    public string Url => $"/uploads/{Hash}{Ext}";

    /// <summary>Name of the bytes in the store.</summary>
    public string FileName => StoreName(null);

    /// <summary>Smaller pictures made of it, largest last.</summary>
    public IReadOnlyList<MediaFormat> SmallerPictures => MediaFormat.Read(Formats);

    /// <summary>One of <c>images videos audios files</c>, as media attributes allow them.</summary>
    public string KindGroup => GroupOf(Mime);

    /// <summary>The address of a format, or of the file itself when it has no such format.</summary>
    public string UrlOf(string format) => SmallerPictures.Any(f => f.Name == format) ? $"/uploads/{format}_{Hash}{Ext}" : Url;

    /// <summary>The same for a kind of bytes.</summary>
    internal static string GroupOf(string mime) => mime.Split('/')[0] switch { "image" => "images", "video" => "videos", "audio" => "audios", _ => "files" };

    /// <summary>Name in the store of a format, or with null of the file itself.</summary>
    internal string StoreName(string? format) => StoreName(format, Hash, Revision, Ext);

    /// <summary>The same for bytes that no row tells of yet.</summary>
    internal static string StoreName(string? format, string hash, string? revision, string ext) =>
        $"{(format is null ? "" : format + "_")}{hash}{(revision is null ? "" : "-" + revision)}{ext}";

    /// <summary>Every name under which its bytes lie in the store.</summary>
    internal IReadOnlyList<string> StoreNames => [FileName, .. SmallerPictures.Select(f => StoreName(f.Name))];

    internal sealed class Configuration : IEntityTypeConfiguration<MediaAsset>
    {
        public void Configure(EntityTypeBuilder<MediaAsset> asset)
        {
            asset.ToTable("media_assets");
            asset.Property(a => a.Id).ValueGeneratedNever();
            asset.Property(a => a.DocumentId).HasMaxLength(24);
            asset.Property(a => a.Name).HasMaxLength(255);
            asset.Property(a => a.AlternativeText).HasMaxLength(FileDetails.LongestAlternativeText);
            asset.Property(a => a.Caption).HasMaxLength(FileDetails.LongestCaption);
            asset.Property(a => a.Hash).HasMaxLength(32);
            asset.Property(a => a.Revision).HasMaxLength(8);
            asset.Property(a => a.Sha256).HasMaxLength(43);
            asset.Property(a => a.Ext).HasMaxLength(16);
            asset.Property(a => a.Mime).HasMaxLength(128);
            asset.Property(a => a.Formats).IsJson();
            asset.Property(a => a.FocalX);
            asset.Property(a => a.FocalY);
            asset.Ignore(a => a.FocalPoint);
            asset.Ignore(a => a.Url);
            asset.Ignore(a => a.FileName);
            asset.Ignore(a => a.SmallerPictures);
            asset.Ignore(a => a.KindGroup);
            asset.Ignore(a => a.StoreNames);
            asset.HasIndex(a => a.Hash).IsUnique();     // serving /uploads/{hash}
            asset.HasIndex(a => a.Sha256);              // duplicates
            // What lies in a folder. No foreign key: SQLite could only get it by making the table anew; the services keep folders that are in use.
            asset.HasIndex(a => a.FolderId);
        }
    }
}
