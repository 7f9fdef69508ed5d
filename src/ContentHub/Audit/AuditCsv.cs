using System.Globalization;
using System.Text;

namespace ContentHub.Audit;

/// <summary>The audit log for spreadsheets: RFC 4180, every cell in quotes.</summary>
internal static class AuditCsv
{
    private const string LineEnd = "\r\n";

    /// <summary>The first line.</summary>
    public const string Header = "id,at,action,actor,actor_name,subject,subject_name,address,request_id,count,changes" + LineEnd;

    // A cell that begins so is carried out by spreadsheets (OWASP, "CSV injection"), with the full-width forms that some read alike.
    private static readonly char[] Carried = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

    public static void Append(StringBuilder text, AuditEntry entry)
    {
        string?[] cells =
        [
            entry.Key, Utc.Text(entry.At), entry.Action, entry.Actor, entry.ActorName, entry.Subject, entry.SubjectName, entry.Address, entry.RequestId, entry.Count.ToString(CultureInfo.InvariantCulture), entry.Changes,
        ];
        text.AppendJoin(',', cells.Select(Cell)).Append(LineEnd);
    }

    /// <summary>In quotes, with a <c>'</c> before what would be taken for a formula.</summary>
    internal static string Cell(string? value) =>
        $"\"{(value is { Length: > 0 } && Carried.Contains(value[0]) ? "'" : "")}{value?.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
