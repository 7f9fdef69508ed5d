using System.ComponentModel.DataAnnotations;

namespace ContentHub.Media;

/// <summary>Settings of the section <c>Media</c>.</summary>
public sealed record MediaOptions
{
    /// <summary>The most bytes one file may have; more is answered with 413. Default 1 GB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxFileBytes { get; init; } = 1_000_000_000;

    /// <summary>The most files in one request. Default 50.</summary>
    [Range(1, 1000)]
    public int MaxFilesPerRequest { get; init; } = 50;
}
