namespace ContentHub.Access;

/// <summary>Which passwords are good enough: long ones, or shorter ones that are hard to guess; never one made of the person's own data.</summary>
internal static class PasswordRules
{
    private const int Shortest = 8;
    private const int Long = 12;
    private const int Longest = 256;
    private const double BitsOfLong = 36;
    private const double BitsOfShort = 60;   // as a random password of ten characters of all kinds

    // Each of these, also with letters replaced as in p4ssw0rd, is among the first that anybody tries.
    private static readonly string[] Common = ["password", "passwort", "contenthub", "letmein", "welcome", "administrator", "admin", "iloveyou", "monkey", "dragon", "football", "sunshine", "princess", "qwertz", "changeme", "default", "secret"];
    private static readonly string[] Rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv"];

    /// <summary>Faults of the field <c>password</c>; none for a good one.</summary>
    /// <param name="own">E-mail and name of the person.</param>
    public static IEnumerable<FieldError> Faults(string password, params ReadOnlySpan<string> own)
    {
        if (password.Length is < Shortest or > Longest) return [new FieldError("password", $"password must be {Long} to {Longest} characters")];
        foreach (var text in own)
            foreach (var part in text.Split('@', ' ', '.'))
                if (part.Length > 3 && part != "com" && password.Contains(part, StringComparison.OrdinalIgnoreCase)) return [new FieldError("password", "password must not contain the e-mail's name or one's own")];
        var bits = Bits(password);
        if (password.Length < Long && bits < BitsOfShort) return [new FieldError("password", $"password must be {Long} to {Longest} characters, or harder to guess")];
        return bits < BitsOfLong ? [new FieldError("password", "password is too easy to guess")] : [];
    }

    /// <summary>How many times one halves the possibilities until the password is found, by who tries words, runs and repetitions first. An estimate.</summary>
    internal static double Bits(string password)
    {
        var plain = Unmasked(password.ToLowerInvariant());
        var perCharacter = Math.Log2(Pool(password));
        var (bits, seen) = (0.0, new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < password.Length;)
        {
            var length = Math.Max(WordAt(plain, i), RunAt(plain, i));
            if (length >= 3)
            {
                bits += seen.Add(plain.Substring(i, length)) ? 8 : 1;
                i += length;
            }
            else
            {
                // What stood there before, pairs included, tells little the second time.
                var known = i > 0 && !seen.Add(plain.Substring(i - 1, 2));
                bits += known ? 1 : perCharacter;
                i++;
            }
        }

        return bits;
    }

    private static int WordAt(string text, int at) => Common.Where(w => string.CompareOrdinal(text, at, w, 0, w.Length) == 0).Select(w => w.Length).DefaultIfEmpty().Max();

    // abc, 4321, qwert, aaaa
    private static int RunAt(string text, int at)
    {
        var best = 1;
        while (at + best < text.Length && text[at + best] == text[at]) best++;
        foreach (var row in Rows)
        {
            foreach (var step in new[] { 1, -1 })
            {
                var length = 1;
                for (var place = row.IndexOf(text[at], StringComparison.Ordinal); place >= 0 && at + length < text.Length; length++)
                {
                    place += step;
                    if (place < 0 || place >= row.Length || row[place] != text[at + length]) break;
                }

                best = Math.Max(best, length);
            }
        }

        return best;
    }

    private static string Unmasked(string lower) => string.Create(lower.Length, lower, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            // Digits among letters only: 4321 is a run.
            var amongLetters = (i > 0 && char.IsLetter(from[i - 1])) || (i + 1 < from.Length && char.IsLetter(from[i + 1]));
            to[i] = !amongLetters ? from[i] : from[i] switch { '0' => 'o', '1' or '!' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', var c => c };
        }
    });

    private static int Pool(string password)
    {
        var pool = 0;
        if (password.Any(char.IsAsciiLetterLower)) pool += 26;
        if (password.Any(char.IsAsciiLetterUpper)) pool += 26;
        if (password.Any(char.IsAsciiDigit)) pool += 10;
        if (password.Any(c => c < 128 && !char.IsAsciiLetterOrDigit(c))) pool += 33;
        if (password.Any(c => c >= 128)) pool += 100;
        return pool;
    }
}
