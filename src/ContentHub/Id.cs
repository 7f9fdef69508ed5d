using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContentHub;

/// <summary>The integer key of a <typeparamref name="T"/>, so that the id of a webhook cannot be passed where the id of an entry is meant.</summary>
/// <remarks>Written as a plain number in JSON, in routes and in the database. Zero is no row.</remarks>
[JsonConverter(typeof(IdJsonConverterFactory))]
[TypeConverter(typeof(Int64Converter))]
public readonly record struct Id<T>(long Value) : IParsable<Id<T>>, IComparable<Id<T>>
{
    /// <inheritdoc/>
    public int CompareTo(Id<T> other) => Value.CompareTo(other.Value);

    /// <summary>The number in decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public static Id<T> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not an id.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id<T> result)
    {
        var good = long.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        result = new Id<T>(value);
        return good;
    }

    /// <summary>Older than: ids of one kind grow.</summary>
    public static bool operator <(Id<T> left, Id<T> right) => left.Value < right.Value;

    /// <summary>Newer than.</summary>
    public static bool operator >(Id<T> left, Id<T> right) => left.Value > right.Value;

    /// <summary>Older than or the same.</summary>
    public static bool operator <=(Id<T> left, Id<T> right) => left.Value <= right.Value;

    /// <summary>Newer than or the same.</summary>
    public static bool operator >=(Id<T> left, Id<T> right) => left.Value >= right.Value;
}

/// <summary>Reads and writes <see cref="Id{T}"/> as a JSON number.</summary>
internal sealed class IdJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Id<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(IdJsonConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class IdJsonConverter<T> : JsonConverter<Id<T>>
    {
        public override Id<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Id<T> value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
