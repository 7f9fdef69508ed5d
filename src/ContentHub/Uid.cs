using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContentHub;

/// <summary>Keys that are unique without asking anybody.</summary>
internal static class Uid
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";   // Crockford's base 32: no letters that look alike

    /// <summary>26 characters: 48 bits of time, so that keys sort by age, and 80 random bits.</summary>
    public static string New(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)at.ToUnixTimeMilliseconds() << 16);
        RandomNumberGenerator.Fill(bytes[6..]);
        return Encode(BinaryPrimitives.ReadUInt128BigEndian(bytes), 26);
    }

    /// <summary>24 random characters (120 bits).</summary>
    public static string Random()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return Encode(BinaryPrimitives.ReadUInt128BigEndian(bytes), 24);
    }

    private static string Encode(UInt128 value, int length) => string.Create(length, value, static (text, rest) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, rest >>= 5) text[i] = Alphabet[(int)(rest & 31)];
    });
}
