using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ContentHub.Testing;

/// <summary>Keeps the head of each request as it came over the wire, because Kestrel's own dictionary loses order and spelling.</summary>
internal sealed class WireHeaders
{
    private readonly ArrayBufferWriter<byte> _consumed = new();

    /// <summary>Puts one of these under every connection.</summary>
    public static void Listen(ListenOptions options) => options.Use(next => async connection =>
    {
        var tap = new WireHeaders();
        var transport = connection.Transport;
        connection.Items[typeof(WireHeaders)] = tap;
        connection.Transport = new Tapped(new TappedReader(transport.Input, tap._consumed), transport.Output);
        await next(connection);
    });

    /// <summary>The headers of the request that has just begun; call it before its body is read.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Take()
    {
        var head = Encoding.Latin1.GetString(_consumed.WrittenSpan).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        // What is left of a chunked body may still stand before the request line.
        return [.. head.SkipWhile(line => !line.EndsWith(" HTTP/1.1", StringComparison.Ordinal)).Skip(1).Select(line => line.Split(':', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1].Trim()))];
    }

    /// <summary>The body was read: what is consumed from here on is the next request.</summary>
    public void Done() => _consumed.ResetWrittenCount();

    private sealed record Tapped(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Copies what the HTTP parser has consumed: request line and headers first, then the body.</summary>
    private sealed class TappedReader(PipeReader inner, ArrayBufferWriter<byte> consumedSoFar) : PipeReader
    {
        private ReadOnlySequence<byte> _last;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            _last = result.Buffer;
            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            var read = inner.TryRead(out result);
            if (read) _last = result.Buffer;
            return read;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            foreach (var part in _last.Slice(_last.Start, consumed)) consumedSoFar.Write(part.Span);
            _last = default;
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
