using ContentHub.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Media;

/// <summary>A place for files in the library, for people: addresses of files know no folders.</summary>
public sealed class MediaFolder
{
    /// <summary>The most characters of a name.</summary>
    public const int LongestName = 100;

    /// <summary>As files and folders in it name it.</summary>
    public Id<MediaFolder> Id { get; init; }

    /// <summary>Unique within its parent, without slashes.</summary>
    public required string Name { get; set; }

    /// <summary>The folder around it; null at the top.</summary>
    public Id<MediaFolder>? ParentId { get; internal set; }

    /// <summary>The refusal of a folder that does not exist; null otherwise. From then on it stays until the transaction ends.</summary>
    internal static Problem.Invalid? Missing(WriteUnit unit, Id<MediaFolder>? folder)
    {
        if (folder is not { } id) return null;
        return unit.Db.MediaFolders.Any(f => f.Id == id) ? null : new Problem.Invalid($"There is no folder {id}", "folder");
    }

    internal sealed class Configuration : IEntityTypeConfiguration<MediaFolder>
    {
        public void Configure(EntityTypeBuilder<MediaFolder> folder)
        {
            folder.ToTable("media_folders");
            folder.Property(f => f.Id).ValueGeneratedNever();
            folder.Property(f => f.Name).HasMaxLength(LongestName);
            folder.HasIndex(f => new { f.ParentId, f.Name }).IsUnique();   // databases see no two alike at the top: the service does
            folder.HasOne<MediaFolder>().WithMany().HasForeignKey(f => f.ParentId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>A folder as people find it.</summary>
/// <param name="Path">Names from the top: <c>/Campaigns/2026</c>.</param>
/// <param name="Files">How many files lie in it itself.</param>
/// <param name="Folders">How many folders.</param>
public sealed record MediaFolderView(MediaFolder Folder, string Path, int Files, int Folders);
