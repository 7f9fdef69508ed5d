// The blocks of http-api.md as a ProseMirror document, there and back. What this editor does not know of a block is carried along;
// a block nobody touched goes back exactly as it came.
import { Schema, Fragment } from "prosemirror-model";
import { isSafeAddress } from "./toolbar.js";

const extra = { extra: { default: null } };
const inline = "(text | hard_break)*";
const styles = "bold italic underline strikethrough code_mark extra";

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: inline, group: "block", attrs: extra, parseDOM: [{ tag: "p" }, { tag: "div" }], toDOM: () => ["p", 0] },
    heading: {
      content: inline, group: "block", attrs: { level: { default: 1 }, ...extra }, defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map(level => ({ tag: `h${level}`, attrs: { level } })), toDOM: node => [`h${node.attrs.level}`, 0],
    },
    quote: { content: inline, group: "block", attrs: extra, defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    code: { content: "text*", group: "block", marks: styles, attrs: extra, code: true, defining: true, parseDOM: [{ tag: "pre", preserveWhitespace: "full" }], toDOM: () => ["pre", 0] },
    list: {
      content: "(list_item | list)+", group: "block", attrs: { format: { default: "unordered" }, ...extra },
      parseDOM: [{ tag: "ul", attrs: { format: "unordered" } }, { tag: "ol", attrs: { format: "ordered" } }],
      toDOM: node => [node.attrs.format === "ordered" ? "ol" : "ul", 0],
    },
    list_item: { content: inline, attrs: extra, defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    image: { group: "block", attrs: { image: {}, ...extra }, selectable: true, draggable: true, toDOM: picture },
    unknown: { group: "block", attrs: { json: {} }, selectable: true, toDOM: () => ["p", { class: "rich-unknown" }, T("A block of a kind that this editor does not know. It is kept as it is.")] },
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: { attrs: { url: {}, ...extra }, inclusive: false, parseDOM: [{ tag: "a[href]", getAttrs: a => ({ url: a.getAttribute("href") }) }], toDOM: anchor },
    bold: { parseDOM: [{ tag: "strong" }, { tag: "b", getAttrs: b => b.style.fontWeight !== "normal" && null }, { style: "font-weight", getAttrs: value => /^(bold(er)?|[6-9]\d\d)$/.test(value) && null }], toDOM: () => ["strong", 0] },
    italic: { parseDOM: [{ tag: "em" }, { tag: "i" }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
    underline: { parseDOM: [{ tag: "u" }, { style: "text-decoration=underline" }], toDOM: () => ["u", 0] },
    strikethrough: { parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }, { style: "text-decoration=line-through" }], toDOM: () => ["s", 0] },
    code_mark: { parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
    extra: { attrs: { props: {} }, inclusive: false, toDOM: () => ["span", 0] },
  },
});

// An address that came through the API may be a script: it is kept, and does nothing here.
function anchor(mark) {
  const { url } = mark.attrs;
  return ["a", isSafeAddress(url) ? { href: url, rel: "noreferrer" } : { title: url }, 0];
}

function picture(node) {
  const { url, alternativeText, alternative_text, name } = node.attrs.image;
  return ["figure", ["img", { src: url, alt: alternativeText ?? alternative_text ?? name ?? "" }]];
}

const flags = { bold: "bold", italic: "italic", underline: "underline", strikethrough: "strikethrough", code: "code_mark" };
const sources = new WeakMap(); // node -> the JSON it was made of
const { nodes, marks } = schema;

const without = (json, ...known) => {
  const rest = Object.fromEntries(Object.entries(json).filter(([name]) => !known.includes(name)));
  return Object.keys(rest).length > 0 ? rest : null;
};

/** The document of a value: a list of blocks; null or an empty list is one empty paragraph. */
export const read = value => {
  const blocks = Array.isArray(value) ? value : [];
  return nodes.doc.create(null, blocks.length > 0 ? blocks.map(readBlock) : [nodes.paragraph.create()]);
};

function readBlock(json) {
  const node = makeBlock(json);
  sources.set(node, json);
  return node;
}

function makeBlock(json) {
  const rest = (...known) => without(json, "type", "children", ...known);
  switch (json.type) {
    case "paragraph": return nodes.paragraph.create({ extra: rest() }, readInlines(json.children, true));
    case "quote": return nodes.quote.create({ extra: rest() }, readInlines(json.children, true));
    case "list-item": return nodes.list_item.create({ extra: rest() }, readInlines(json.children, true));
    case "heading": return nodes.heading.create({ level: json.level, extra: rest("level") }, readInlines(json.children, true));
    case "code": return nodes.code.create({ extra: rest() }, readInlines(json.children, false));
    case "list": return json.children?.length ? nodes.list.create({ format: json.format, extra: rest("format") }, json.children.map(readBlock)) : nodes.unknown.create({ json });
    case "image": return nodes.image.create({ image: json.image, extra: without(json, "type", "image") });
    default: return nodes.unknown.create({ json });
  }
}

const readInlines = (children, breaks) => (children ?? []).flatMap(child => child.type === "link"
  ? child.children.flatMap(text => readText(text, [marks.link.create({ url: child.url, extra: without(child, "type", "url", "children") })], breaks))
  : readText(child, [], breaks));

function readText(json, outer, breaks) {
  if (json.text.length === 0) return [];
  const rest = without(json, "type", "text", ...Object.keys(flags));
  const all = [...outer, ...Object.keys(flags).filter(flag => json[flag]).map(flag => marks[flags[flag]].create()), ...(rest ? [marks.extra.create({ props: rest })] : [])];
  return texts(json.text, all, breaks);
}

const texts = (text, all, breaks) => !breaks ? [schema.text(text, all)]
  : text.split("\n").flatMap((line, i) => [...(i > 0 ? [nodes.hard_break.create(null, null, all)] : []), ...(line ? [schema.text(line, all)] : [])]);

/** The value of a document; null when nothing is in it. */
export const write = doc => doc.childCount === 1 && doc.firstChild.type === nodes.paragraph && doc.firstChild.content.size === 0 && !doc.firstChild.attrs.extra
  ? null : doc.children.map(writeBlock);

function writeBlock(node) {
  const { extra: rest } = node.attrs;
  if (sources.has(node)) return sources.get(node);
  switch (node.type.name) {
    case "list": return { type: "list", format: node.attrs.format, ...rest, children: node.children.map(writeBlock) };
    case "list_item": return { type: "list-item", ...rest, children: writeInlines(node) };
    case "heading": return { type: "heading", level: node.attrs.level, ...rest, children: writeInlines(node) };
    case "image": return { type: "image", image: node.attrs.image, ...(rest ?? { children: [{ type: "text", text: "" }] }) };
    case "unknown": return node.attrs.json;
    default: return { type: node.type.name, ...rest, children: writeInlines(node) };
  }
}

function writeInlines(node) {
  const out = [];
  let link = null, into = out;
  node.forEach(child => {
    const around = child.marks.find(mark => mark.type === marks.link) ?? null;
    if (around === null ? link !== null : !link?.eq(around)) {
      link = around;
      into = out;
      if (around) {
        if (out.at(-1)?.type !== "text") out.push({ type: "text", text: "" }); // around a link there is always text
        out.push({ type: "link", url: around.attrs.url, ...around.attrs.extra, children: into = [] });
      }
    }
    const props = {};
    for (const flag in flags) if (child.marks.some(mark => mark.type.name === flags[flag])) props[flag] = true;
    Object.assign(props, child.marks.find(mark => mark.type === marks.extra)?.attrs.props);
    const text = child.isText ? child.text : "\n", last = into.at(-1);
    const { type, text: before, ...same } = last ?? {};
    if (type === "text" && before !== "" && JSON.stringify(same) === JSON.stringify(props)) last.text += text;
    else into.push({ type: "text", text, ...props });
  });
  if (out.at(-1)?.type !== "text") out.push({ type: "text", text: "" });
  return out;
}

/** The same inline content in a block of another type: code has lines instead of breaks, and no links. */
export function inlineFor(type, content) {
  const out = [];
  content.forEach(child => {
    const kept = child.marks.filter(mark => type.allowsMarkType(mark.type));
    if (child.type === nodes.hard_break) out.push(type === nodes.code ? schema.text("\n", kept) : child);
    else out.push(...texts(child.text, kept, type !== nodes.code));
  });
  return Fragment.from(out);
}
