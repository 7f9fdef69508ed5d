namespace ContentHub;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary><c>; did you mean 'city'?</c>, or nothing when no candidate is near.</summary>
    public static string Hint(string given, IEnumerable<string> candidates)
    {
        if (given.Length > 64) return "";
        var best = candidates.Select(c => (Name: c, Distance: Distance(given.ToLowerInvariant(), c.ToLowerInvariant()))).OrderBy(c => c.Distance).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, given.Length / 3) ? $"; did you mean '{best.Name}'?" : "";
    }

    // Levenshtein, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
