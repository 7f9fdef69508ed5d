using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ContentHub.Persistence;

/// <summary>Sizes that many tables share.</summary>
internal static class Columns
{
    /// <summary>Language tags.</summary>
    public const int Locale = 16;
}

/// <summary>Rules that hold for every table: snake_case names, times as Unix milliseconds (SQLite cannot sort DateTimeOffset), typed ids as integers.</summary>
internal static class ModelConventions
{
    /// <summary>See <see cref="InCodePointOrder{T}"/>.</summary>
    public const string CodePointAnnotation = "ContentHub:CodePointOrder";

    /// <summary>See <see cref="NullsFirst{T}"/>.</summary>
    public const string NullsFirstAnnotation = "ContentHub:NullsFirst";

    private const string JsonAnnotation = "ContentHub:Json";

    /// <summary><c>DocumentId</c> → <c>document_id</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>Marks a text property as JSON; the provider's context picks the column type.</summary>
    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property) => property.HasAnnotation(JsonAnnotation, true);

    /// <summary>Marks a text that sorts by code points in every database, whatever its language settings.</summary>
    public static PropertyBuilder<T> InCodePointOrder<T>(this PropertyBuilder<T> property) => property.HasAnnotation(CodePointAnnotation, true);

    /// <summary>Marks an index that has missing values before all others in every database.</summary>
    public static IndexBuilder<T> NullsFirst<T>(this IndexBuilder<T> index) => index.HasAnnotation(NullsFirstAnnotation, true);

    public static void Configure(ModelConfigurationBuilder model, IEnumerable<Type> entities)
    {
        foreach (var entity in entities)
            model.Properties(typeof(Id<>).MakeGenericType(entity)).HaveConversion(typeof(IdConverter<>).MakeGenericType(entity));
        model.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();
        model.Properties<TimeSpan>().HaveConversion<Milliseconds>();
    }

    public static void Apply(ModelBuilder model, string jsonColumnType)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
                if (property.FindAnnotation(JsonAnnotation) is not null) property.SetColumnType(jsonColumnType);
            }
        }
    }

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(t => t.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private sealed class Milliseconds() : ValueConverter<TimeSpan, long>(t => (long)t.TotalMilliseconds, ms => TimeSpan.FromMilliseconds(ms));

    private sealed class IdConverter<T>() : ValueConverter<Id<T>, long>(id => id.Value, value => new Id<T>(value));
}
