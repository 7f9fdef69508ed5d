using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentHub.Access;

/// <summary>What people of one kind may do. The built-in ones are in every database from the beginning.</summary>
public sealed class Role
{
    /// <summary>May do everything, and that never changes.</summary>
    public static Id<Role> Owner { get; } = new(1);

    /// <summary>At first: all content and files.</summary>
    public static Id<Role> Editor { get; } = new(2);

    /// <summary>At first: content of their own, which others publish.</summary>
    public static Id<Role> Author { get; } = new(3);

    /// <summary>Nobody in particular: what the API answers without credentials. At first nothing.</summary>
    public static Id<Role> Public { get; } = new(4);

    /// <summary>Stable key.</summary>
    public Id<Role> Id { get; init; }

    /// <summary>As people call it; unique.</summary>
    public required string Name { get; set; }

    /// <summary>Who it is for; may be empty.</summary>
    public string Description { get; set; } = "";

    /// <summary>What it allows.</summary>
    public required Rights Rights { get => Id == Owner ? Rights.All : _rights; set => _rights = value; }

    private Rights _rights = Rights.None;   // the owner's are no matter of the database

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it was there from the beginning and cannot go.</summary>
    public bool IsBuiltIn => Id.Value <= Public.Value;

    internal sealed class Configuration : IEntityTypeConfiguration<Role>
    {
        public void Configure(EntityTypeBuilder<Role> role)
        {
            role.ToTable("roles");
            role.Property(r => r.Id).ValueGeneratedNever();
            role.Property(r => r.Name).HasMaxLength(100);
            role.Property(r => r.Description).HasMaxLength(1000);
            role.Property(r => r.Rights).HasField(nameof(_rights)).UsePropertyAccessMode(PropertyAccessMode.Field).IsRights();
            role.HasIndex(r => r.Name).IsUnique();
            role.HasData(
                BuiltIn(Owner, "Owner", "May do everything.", Rights.None),
                BuiltIn(Editor, "Editor", "Writes and publishes all content.", Rights.Everywhere([.. Permissions.OfEntries, Permission.MediaRead, Permission.MediaWrite, Permission.EventsRead])),
                BuiltIn(Author, "Author", "Writes content of their own, which editors publish.", new Rights(
                    [Permission.MediaRead, Permission.MediaWrite],
                    new Dictionary<long, IReadOnlyDictionary<Permission, EntryRight>>
                    {
                        [Rights.EveryType] = new Dictionary<Permission, EntryRight>
                        {
                            [Permission.EntriesRead] = EntryRight.Full,
                            [Permission.EntriesCreate] = EntryRight.Full,
                            [Permission.EntriesUpdate] = new(Own: true),
                            [Permission.EntriesDelete] = new(Own: true),
                        },
                    })),
                BuiltIn(Public, "Public", "What the API answers without credentials.", Rights.None));
        }

        private static Role BuiltIn(Id<Role> id, string name, string description, Rights rights) =>
            new() { Id = id, Name = name, Description = description, Rights = rights, CreatedAt = DateTimeOffset.UnixEpoch };
    }
}

internal static class RightsMapping
{
    /// <summary>Kept as JSON text.</summary>
    public static PropertyBuilder<Rights> IsRights(this PropertyBuilder<Rights> rights) => rights.HasConversion(
        r => r.ToJson(), json => Rights.Parse(json), new ValueComparer<Rights>((a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.ToJson() == b.ToJson()), r => r.ToJson().GetHashCode(StringComparison.Ordinal), r => r));
}
