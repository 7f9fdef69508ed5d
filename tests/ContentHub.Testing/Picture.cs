using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;

namespace ContentHub.Testing;

/// <summary>Pictures made for tests.</summary>
public static class Picture
{
    /// <summary>A grey picture with a slope.</summary>
    public static byte[] Png(int width, int height)
    {
        using var pixels = new MemoryStream();
        using (var packed = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[width + 1];
            for (var x = 0; x < width; x++) row[x + 1] = (byte)(x * 255 / width);
            for (var y = 0; y < height; y++) packed.Write(row);
        }

        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        head[8] = 8;
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, head), .. Chunk("IDAT"u8, pixels.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A PNG that says it has these dimensions, and has no pixels.</summary>
    public static byte[] Bomb(int width, int height)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        head[8] = 8;
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR"u8, head), .. Chunk("IDAT"u8, [0x78, 0x9C, 1, 0, 0, 0xFF, 0xFF]), .. Chunk("IEND"u8, [])];
    }

    /// <summary>The same in another form: <c>.jpg .webp .gif .tiff .avif</c>.</summary>
    public static async Task<byte[]> ConvertAsync(byte[] png, string ext)
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder["a.png"], png);
        using var vips = Process.Start("vips", ["copy", folder["a.png"], folder["b" + ext]]);
        await vips.WaitForExitAsync();
        return await File.ReadAllBytesAsync(folder["b" + ext]);
    }

    /// <summary>A JPEG that says it lies on its side.</summary>
    public static byte[] OnItsSide(byte[] jpeg)
    {
        byte[] exif = [.. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg.AsSpan(2)];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] data)
    {
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        name.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
        }

        return ~sum;
    }
}
