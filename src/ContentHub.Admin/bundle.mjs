// Bundles the editors of rich text, Markdown and JSON from npm into the repository, so that building needs no npm and no page
// needs another server. Each is loaded only where a field of its kind is on the page.
import { readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

// The policy of the pages allows no <style>: a constructed sheet does the same.
const constructedSheets = {
  name: "constructed-sheets",
  setup: ({ onLoad }) => onLoad({ filter: /style-mod\/src\/style-mod\.js$/ }, ({ path }) => {
    const [before, after] = ["!root.head && root.adoptedStyleSheets", "root.adoptedStyleSheets"];
    const text = readFileSync(path, "utf8");
    if (!text.includes(before)) throw new Error("style-mod has changed: see whether it still writes <style> elements");
    return { contents: text.replace(before, after), loader: "js" };
  }),
};

const icon = {
  name: "icon",
  setup: ({ onLoad }) => onLoad({ filter: /icons\/outline\/.*\.svg$/ }, ({ path }) => ({
    contents: readFileSync(path, "utf8").replace(/<!--[\s\S]*?-->/, "").replace(/\s*class="[^"]*"/, "").replace(/<path stroke="none"[^>]*>/, "").replace('width="24"', 'width="18"').replace('height="24"', 'height="18"').replace(/\s*\n\s*/g, " ").trim(),
    loader: "text",
  })),
};

rmSync("wwwroot/lib/editors", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ["editors/blocks.js", "editors/markdown.js", "editors/json.js"],
  outdir: "wwwroot/lib/editors",
  bundle: true, splitting: true, minify: true, format: "esm", target: "es2022", charset: "utf8", legalComments: "none", metafile: true,
  chunkNames: "shared-[hash]", plugins: [constructedSheets, icon],
  banner: { js: "// Made by bundle.mjs from ProseMirror, CodeMirror, markdown-it (all MIT) and DOMPurify (Apache-2.0 or MPL-2.0)." },
});
for (const [name, { bytes }] of Object.entries(metafile.outputs)) console.log(name, bytes);
