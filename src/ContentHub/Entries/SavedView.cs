using ContentHub.Access;
using ContentHub.ContentTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Entries;

/// <summary>What a list of entries shows, kept under a name. It belongs to one person, who may be let to share it.</summary>
public sealed class SavedView
{
    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 60;

    /// <summary>The longest <see cref="Query"/>, in characters: with it an address stays within what every browser and proxy carries.</summary>
    public const int LongestQuery = 2000;

    /// <summary>Stable key.</summary>
    public Id<SavedView> Id { get; init; }

    /// <summary>Whose entries it lists.</summary>
    public Id<ContentType> TypeId { get; init; }

    /// <summary>Who made it.</summary>
    public Id<User> OwnerId { get; init; }

    /// <summary>One line; once for each person and type, whatever its case.</summary>
    public required string Name { get; set; }

    /// <summary>See <see cref="SavedQuery"/>.</summary>
    public required string Query { get; set; }

    /// <summary>Whether everybody sees it who may see all that it names.</summary>
    public bool IsShared { get; set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Configuration : IEntityTypeConfiguration<SavedView>
    {
        public void Configure(EntityTypeBuilder<SavedView> view)
        {
            view.ToTable("saved_views");
            view.Property(v => v.Id).ValueGeneratedNever();
            view.Property(v => v.Name).HasMaxLength(LongestName);
            view.Property(v => v.Query).HasMaxLength(LongestQuery);
            view.HasOne<ContentType>().WithMany().HasForeignKey(v => v.TypeId).OnDelete(DeleteBehavior.Cascade);
            view.HasOne<User>().WithMany().HasForeignKey(v => v.OwnerId).OnDelete(DeleteBehavior.Cascade);   // its index: those of a person who goes
            view.HasIndex(v => new { v.TypeId, v.OwnerId, v.Name }).IsUnique();                               // the views of a list
        }
    }
}

/// <summary>What somebody wants of a view; null for what stays as it is, or as it begins: a list as usual, not shared.</summary>
public sealed record SavedViewForm(string? Name = null, string? Query = null, bool? IsShared = null);

/// <summary>A view as somebody sees it.</summary>
/// <param name="Query">Without columns that this one does not see.</param>
/// <param name="IsOwn">Made by who asks.</param>
/// <param name="MayChange">Whether this one may rename, change and delete it.</param>
public sealed record SeenView(Id<SavedView> Id, string Name, string Query, bool IsShared, bool IsOwn, bool MayChange, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
