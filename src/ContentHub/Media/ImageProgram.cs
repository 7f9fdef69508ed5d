using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ContentHub.Media;

/// <summary>Runs the programs of libvips on a picture, outside of this process: what a crafted picture breaks, breaks there. Limited in time, memory, output and number.</summary>
internal sealed partial class ImageProgram(MediaOptions options, string temporaryFolder, ILogger<ImageProgram> log) : IDisposable
{
    private const int MostAtOnce = 2;
    private const int MostOutput = 64 * 1024;

    private readonly SemaphoreSlim _running = new(MostAtOnce);
    private readonly string? _limiter = PathOf("prlimit");
    private int _saidMissing;

    /// <summary>What became of a run.</summary>
    /// <param name="Output">Its beginning.</param>
    public sealed record Outcome(bool Succeeded, bool TimedOut, string Output);

    /// <returns>Null when the program is not installed.</returns>
    public async Task<Outcome?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        if (PathOf(program) is not { } path)
        {
            if (Interlocked.Exchange(ref _saidMissing, 1) == 0) LogMissing(log, program);
            return null;
        }

        await _running.WaitAsync(ct);
        try
        {
            using var process = Process.Start(StartOf(path, arguments))!;
            return await WatchAsync(process, ct);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _running.Dispose();

    private async Task<Outcome> WatchAsync(Process process, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.ImageTimeLimit);
        try
        {
            process.StandardInput.Close();
            var output = BeginningOf(process.StandardOutput, limit.Token);
            var complaints = BeginningOf(process.StandardError, limit.Token);
            await Task.WhenAll(output, complaints, process.WaitForExitAsync(limit.Token));
            return new Outcome(process.ExitCode == 0, false, await output);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Outcome(false, true, "");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo StartOf(string path, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(_limiter ?? path) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = temporaryFolder };
        if (_limiter is not null)
            foreach (var argument in (string[])[$"--as={options.ImageMemoryBytes}", $"--cpu={Math.Ceiling(options.ImageTimeLimit.TotalSeconds)}", "--core=0", "--", path]) start.ArgumentList.Add(argument);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        // Nothing of ours is in its environment: no secret, no setting that changes what it does.
        start.Environment.Clear();
        start.Environment["TMPDIR"] = temporaryFolder;
        start.Environment["LC_ALL"] = "C";
        start.Environment["VIPS_BLOCK_UNTRUSTED"] = "1";   // no loaders that were not written for strangers' files
        start.Environment["VIPS_CONCURRENCY"] = "1";
        start.Environment["VIPS_WARNING"] = "0";
        start.Environment["MALLOC_ARENA_MAX"] = "2";       // else address space for every thread counts against the limit
        return start;
    }

    /// <summary>Reads to the end, so that the program is never stuck, and keeps the beginning.</summary>
    private static async Task<string> BeginningOf(StreamReader reader, CancellationToken ct)
    {
        var kept = new System.Text.StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer, ct)) > 0)
            if (kept.Length < MostOutput) kept.Append(buffer, 0, read);
        return kept.ToString();
    }

    private static string? PathOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)).FirstOrDefault(p => Path.IsPathRooted(p) && File.Exists(p));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The program {Program} of libvips is not installed: pictures keep their originals only, without dimensions and smaller sizes.")]
    private static partial void LogMissing(ILogger log, string program);
}
