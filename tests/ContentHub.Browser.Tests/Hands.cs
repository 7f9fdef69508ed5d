using ContentHub.Testing;
using Microsoft.Playwright;

namespace ContentHub.Browser.Tests;

/// <summary>Somebody without a mouse: goes from stop to stop with the Tab key, and notes every stop that has no name, no visible ring or lies hidden.</summary>
internal sealed class Hands(IPage page)
{
    private const int MostStops = 400;

    private readonly HashSet<string> _faults = [];

    /// <summary>One line per stop with a fault.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Where the focus is: the id of the element, or else what it says; empty at the page itself.</summary>
    public async Task<string> WhereAsync() => (await StopAsync()).Place;

    /// <summary>Presses Tab until the focus is there; fails when it never comes there, or a stop holds it fast.</summary>
    /// <param name="place">The id of the element, or how its name begins.</param>
    /// <param name="back">With Shift.</param>
    public async Task GoAsync(string place, bool back = false)
    {
        var seen = new List<string>();
        var held = 0;
        for (var i = 0; i < MostStops; i++)
        {
            await page.Keyboard.PressAsync(back ? "Shift+Tab" : "Tab");
            var stop = await StopAsync();
            if (stop.Fault.Length > 0 && !_faults.Contains(stop.ToString())) stop = await SettledAsync();
            if (stop.Is(place)) return;
            // A date has several stops of its own inside.
            held = seen.Count > 0 && seen[^1] == stop.Place && stop.Place.Length > 0 ? held + 1 : 0;
            if (held > 9) throw new InvalidOperationException($"The focus cannot leave '{stop.Place}'.");
            seen.Add(stop.Place);
        }

        throw new InvalidOperationException($"Tab never comes to '{place}', only to {string.Join(" | ", seen.Distinct())}");
    }

    /// <summary>Goes there and presses Enter.</summary>
    public Task EnterAsync(string place, bool back = false) => PressAsync(place, "Enter", back);

    /// <summary>Goes there and presses the key.</summary>
    public async Task PressAsync(string place, string key, bool back = false)
    {
        await GoAsync(place, back);
        await page.Keyboard.PressAsync(key);
    }

    /// <summary>Goes to a field and writes.</summary>
    public async Task WriteAsync(string place, string text)
    {
        await GoAsync(place);
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Waits until the focus is there.</summary>
    public Task IsAtAsync(string place) => ReachAsync(place);

    /// <summary>As <see cref="IsAtAsync"/>, and notes it when the place has a fault.</summary>
    public async Task IsSeenAtAsync(string place)
    {
        var at = await ReachAsync(place);
        if (at.Fault.Length > 0 && !_faults.Contains(at.ToString())) await SettledAsync();
    }

    private async Task<Stop> ReachAsync(string place)
    {
        var at = new Stop();
        try
        {
            await Eventually.TrueAsync(async () => (at = await StopAsync()).Is(place));
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"The focus is at '{at.Place}' ({at.Name}), not at '{place}'.", late);
        }

        return at;
    }

    // What fades away, scrolls by or goes after some seconds, as notes do, may cover a stop for a moment; a fault is what stays.
    private async Task<Stop> SettledAsync()
    {
        var stop = new Stop();
        try
        {
            await Eventually.TrueAsync(async () => (stop = await StopAsync()).Fault.Length == 0, TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            _faults.Add(stop.ToString());
        }

        return stop;
    }

    private async Task<Stop> StopAsync()
    {
        var stop = await page.EvaluateAsync<Stop>(
            """
            () => {
              const e = document.activeElement;
              if (!e || e === document.body) return { place: "", name: "", fault: "" };
              const text = n => n?.textContent.replace(/\s+/g, " ").trim() ?? "";
              const by = id => id.split(" ").map(i => text(document.getElementById(i))).join(" ").trim();
              const name = e.getAttribute("aria-label")?.trim() || (e.hasAttribute("aria-labelledby") ? by(e.getAttribute("aria-labelledby")) : "") || (e.labels?.length ? text(e.labels[0]) : "")
                || (e.tagName === "FIELDSET" ? text(e.querySelector(":scope > legend")) : "") || (["A", "BUTTON", "SUMMARY"].includes(e.tagName) || /^h\d$/i.test(e.tagName) ? text(e) : "") || e.title || "";
              const near = [e, e.previousElementSibling, e.nextElementSibling];
              for (let up = e.parentElement, i = 0; up && i < 6; up = up.parentElement, i++) near.push(up);
              const outlined = n => { const s = getComputedStyle(n); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || n.matches(".rich") && s.boxShadow !== "none"; };
              const ring = near.some(n => n && outlined(n)) || /^h\d$|^main$|^dialog$/i.test(e.tagName);
              const box = e.getBoundingClientRect();
              const small = box.width <= 2 || box.height <= 2;
              const hits = (x, y) => { const hit = document.elementFromPoint(x, y); return !!hit && (e.contains(hit) || hit.contains(e) || hit.closest("label")?.contains(e)); };
              const inset = Math.min(4, box.height / 2, box.width / 2);
              const seen = small || [[(box.left + box.right) / 2, (box.top + box.bottom) / 2], [box.left + inset, box.top + inset], [box.right - inset, box.bottom - inset], [box.left + inset, box.bottom - inset]].some(([x, y]) => hits(x, y));
              const over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
              const fault = [name ? "" : "no name", ring ? "" : "no ring", seen ? "" : `hidden behind ${over ? over.className || over.tagName : "the edge of the screen"}`].filter(f => f).join(", ");
              return { place: e.id || name || e.outerHTML.slice(0, 80), name, fault };
            }
            """);
        return stop;
    }

    private sealed record Stop
    {
        public string Place { get; init; } = "";
        public string Name { get; init; } = "";
        public string Fault { get; init; } = "";

        public override string ToString() => $"{Place}: {Fault}";

        public bool Is(string place) => Place == place || Name == place || Name.StartsWith(place + " ", StringComparison.Ordinal);
    }
}
