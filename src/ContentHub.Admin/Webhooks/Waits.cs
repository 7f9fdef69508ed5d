using System.Globalization;

namespace ContentHub.Admin.Webhooks;

/// <summary>Waits between attempts as people write them: <c>5s, 1m, 2h, 1d</c>.</summary>
internal static class Waits
{
    private static readonly (char Sign, int Seconds)[] Units = [('d', 86400), ('h', 3600), ('m', 60), ('s', 1)];

    /// <summary>Each in the largest unit that leaves no rest; days from two on.</summary>
    public static string Text(IEnumerable<int> seconds) => string.Join(", ", seconds.Select(wait =>
    {
        var (sign, unit) = Units.First(u => wait % u.Seconds == 0 && (wait >= (u.Sign == 'd' ? 2 : 1) * u.Seconds || u.Seconds == 1));
        return string.Create(CultureInfo.InvariantCulture, $"{wait / unit}{sign}");
    }));

    /// <summary>In seconds, or null when something in it is no wait. A number alone means seconds.</summary>
    public static IReadOnlyList<int>? Read(string text)
    {
        var waits = new List<int>();
        foreach (var part in text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            var unit = Units.FirstOrDefault(u => part.EndsWith(u.Sign));
            var digits = unit.Seconds == 0 ? part : part[..^1];
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > int.MaxValue / 86400) return null;
            waits.Add(count * Math.Max(unit.Seconds, 1));
        }

        return waits;
    }
}
