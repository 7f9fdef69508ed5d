// Copies what the panel uses of Tabler into the repository, so that building needs no npm: the style sheet as it is,
// and the outlines of the icons named below as one C# table.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const icons = `
  alert-circle alert-triangle arrow-down arrow-left arrow-up arrows-sort bolt calendar check chevron-down chevron-left
  chevron-right chevron-up circle-check clock cloud-off code copy database device-desktop dots download external-link eye eye-off file
  file-text filter folder grip-vertical history home inbox info-circle key link list-details lock logout mail menu-2 moon music palette
  pencil photo player-pause player-play plus refresh rotate search send settings shield stack-2 sun trash upload user users
  video webhook x`.trim().split(/\s+/);

const css = readFileSync("node_modules/@tabler/core/dist/css/tabler.min.css", "utf8").replace(/\/\*# sourceMappingURL.*?\*\//, "");
mkdirSync("wwwroot/lib", { recursive: true });
writeFileSync("wwwroot/lib/tabler.min.css", css.trimEnd() + "\n");

const shapes = name => readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8")
  .replace(/<!--[\s\S]*?-->/, "").replace(/<svg[\s\S]*?>/, "").replace("</svg>", "").replace(/<path stroke="none"[^>]*>/, "").replace(/\s*\n\s*/g, "").replaceAll(" />", "/>");
const rows = icons.map(name => `        ["${name}"] = """${shapes(name)}""",`).join("\n");
writeFileSync("Components/Icons.cs", `using System.Collections.Frozen;

namespace ContentHub.Admin.Components;

/// <summary>Outlines of the icons in use, 24 by 24, by name. Written by vendor.mjs from Tabler Icons (MIT).</summary>
internal static class Icons
{
    public static FrozenDictionary<string, string> Shapes { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
${rows}
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
`);
