namespace ContentHub;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean 'city'?</c>, or nothing when no candidate is near, or the given one is a candidate and wrong for another reason.</summary>
    public static string Hint(string given, IEnumerable<string> candidates)
    {
        if (given.Length > 64) return "";
        var best = candidates.Select(c => (Name: c, Distance: Distance(given.ToLowerInvariant(), c.ToLowerInvariant()))).OrderBy(c => c.Distance).ThenByDescending(c => c.Name == given).FirstOrDefault();
        return best.Name is not null && best.Name != given && best.Distance <= Math.Max(1, given.Length / 3) ? $"; did you mean '{best.Name}'?" : "";
    }

    // Levenshtein, one row at a time, with two neighbours that changed places as one mistake.
    private static int Distance(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray());
        for (var i = 1; i <= a.Length; i++)
        {
            (before, last, row) = (last, row, before);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
        }

        return row[b.Length];
    }
}
