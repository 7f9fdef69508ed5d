// Writes a `blocks` value: ProseMirror over the list of blocks, with buttons, keys and cleaned paste.
import { EditorState, Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { keymap } from "prosemirror-keymap";
import { history, undo, redo } from "prosemirror-history";
import { baseKeymap, chainCommands, toggleMark } from "prosemirror-commands";
import { inputRules, InputRule } from "prosemirror-inputrules";
import { schema, read, write } from "./blocks-schema.js";
import { indent, outdent, leaveEmpty, plainFirst, hardBreak, kindOf, kinds, toggle, linkAt, setLink, removeLink, insertImage } from "./blocks-commands.js";
import { toolbar, addressRow } from "./toolbar.js";
import { cleaned } from "./paste.js";
import bold from "@tabler/icons/outline/bold.svg";
import italic from "@tabler/icons/outline/italic.svg";
import underline from "@tabler/icons/outline/underline.svg";
import strikethrough from "@tabler/icons/outline/strikethrough.svg";
import code from "@tabler/icons/outline/code.svg";
import link from "@tabler/icons/outline/link.svg";
import photo from "@tabler/icons/outline/photo.svg";
import list from "@tabler/icons/outline/list.svg";
import listNumbers from "@tabler/icons/outline/list-numbers.svg";
import quote from "@tabler/icons/outline/quote.svg";
import undoIcon from "@tabler/icons/outline/arrow-back-up.svg";
import redoIcon from "@tabler/icons/outline/arrow-forward-up.svg";

const { marks } = schema;
const mac = /Mac|iP/.test(navigator.platform);

// "# " to "###### ", "- ", "1. ", "> " and "```" at the beginning of a paragraph.
const shorthand = [
  [/^(#{1,6})\s$/, match => kinds[`heading-${match[1].length}`]],
  [/^[-*]\s$/, () => kinds["list-unordered"]],
  [/^1\.\s$/, () => kinds["list-ordered"]],
  [/^>\s$/, () => kinds.quote],
  [/^```$/, () => kinds.code],
].map(([pattern, command]) => new InputRule(pattern, (state, match, start, end) => {
  if (state.selection.$from.parent.type !== schema.nodes.paragraph) return null;
  const cut = state.apply(state.tr.delete(start, end));
  let out = null;
  command(match)(cut, tr => { out = tr; });
  if (!out) return null;
  const tr = state.tr.delete(start, end);
  for (const step of out.steps) tr.step(step);
  return tr.setSelection(out.selection.constructor.fromJSON(tr.doc, out.selection.toJSON()));
}));

// A list inside a list stands in an item of its own, as HTML wants it.
function listView(node, view, getPos) {
  const list = document.createElement(node.attrs.format === "ordered" ? "ol" : "ul");
  const nested = view.state.doc.resolve(getPos()).parent.type === schema.nodes.list;
  const dom = nested ? Object.assign(document.createElement("li"), { className: "rich-nested" }) : list;
  if (nested) dom.append(list);
  return { dom, contentDOM: list, update: next => next.type === node.type && next.attrs.format === node.attrs.format };
}

const parse = text => { try { return JSON.parse(text || "null"); } catch { return undefined; } };

/** Null when the text is no list of blocks: it stays to be mended as text. */
export function create({ host, text, label, readOnly, onChange, onImage }) {
  if (![null, "array"].includes(shapeOf(parse(text)))) return null;
  let changing = false;
  const ctrl = mac ? "⌘" : T("Ctrl+");
  const command = run => () => { run(view.state, view.dispatch, view); view.focus(); };
  const address = addressRow(T("Address of the link"), { onApply: url => command(setLink(url))(), onRemove: command(removeLink), onClose: () => view.focus() });
  const openLink = () => { address.open(linkAt(view.state)?.mark.attrs.url); return true; };
  const styled = (name, title, icon, keys, mark) => ({ name, title, icon, keys, toggles: true, run: command(toggleMark(mark)), mark });
  const tools = [
    { name: "kind", title: T("Kind of block"), options: [["paragraph", T("Text")], ...[1, 2, 3, 4, 5, 6].map(n => [`heading-${n}`, T("Heading {0}", n)]), ["list-unordered", T("List")], ["list-ordered", T("Numbered list")], ["quote", T("Quote")], ["code", T("Code")]], run: kind => command(kinds[kind])() },
    styled("bold", T("Bold"), bold, `${ctrl}B`, marks.bold), styled("italic", T("Italic"), italic, `${ctrl}I`, marks.italic), styled("underline", T("Underline"), underline, `${ctrl}U`, marks.underline),
    styled("strikethrough", T("Strikethrough"), strikethrough, `${ctrl}Shift+S`, marks.strikethrough), styled("code", T("Code"), code, `${ctrl}E`, marks.code_mark), "|",
    { name: "list-unordered", title: T("List"), icon: list, keys: `${ctrl}Shift+8`, toggles: true, run: command(toggle("list-unordered")) },
    { name: "list-ordered", title: T("Numbered list"), icon: listNumbers, keys: `${ctrl}Shift+7`, toggles: true, run: command(toggle("list-ordered")) },
    { name: "quote", title: T("Quote"), icon: quote, keys: `${ctrl}Shift+9`, toggles: true, run: command(toggle("quote")) }, "|",
    { name: "link", title: T("Link"), icon: link, keys: `${ctrl}K`, toggles: true, run: openLink },
    ...(onImage ? [{ name: "image", title: T("Image from the library"), icon: photo, run: onImage }] : []), "|",
    { name: "undo", title: T("Undo"), icon: undoIcon, keys: `${ctrl}Z`, run: command(undo) }, { name: "redo", title: T("Redo"), icon: redoIcon, keys: `${ctrl}Shift+Z`, run: command(redo) },
  ];
  const bar = toolbar(T("{0}: formatting", label), tools);
  const page = Object.assign(document.createElement("div"), { className: "rich-page" });
  host.append(...(readOnly ? [] : [bar, address]), page);

  const show = state => {
    const kind = kindOf(state), { $from, empty } = state.selection;
    const control = name => bar.querySelector(`[data-tool="${name}"]`);
    if (kind) control("kind").value = kind;
    for (const name of ["list-unordered", "list-ordered", "quote"]) control(name).setAttribute("aria-pressed", String(kind === name));
    for (const { name, mark } of tools) if (mark) control(name).setAttribute("aria-pressed", String(empty ? !!mark.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(state.selection.from, state.selection.to, mark)));
    control("link").setAttribute("aria-pressed", String(linkAt(state) !== null));
  };

  // In a list Tab indents; after Escape it leaves the field, and so it does for whoever only passes through.
  let leaving = true;
  const inList = state => state.selection.$from.node(-1)?.type === schema.nodes.list;
  const keys = {
    "Mod-b": toggleMark(marks.bold), "Mod-i": toggleMark(marks.italic), "Mod-u": toggleMark(marks.underline), "Mod-Shift-s": toggleMark(marks.strikethrough), "Mod-e": toggleMark(marks.code_mark),
    "Mod-k": openLink, "Mod-z": undo, "Mod-y": redo, "Mod-Shift-z": redo, "Shift-Enter": hardBreak, 
    Escape: state => { if (leaving || !inList(state)) return false; leaving = true; return true; },
    Tab: (state, dispatch) => !leaving && indent(state, dispatch), "Shift-Tab": (state, dispatch) => !leaving && inList(state) && outdent(state, dispatch),
    Enter: leaveEmpty, Backspace: plainFirst, "Mod-Shift-8": toggle("list-unordered"), "Mod-Shift-7": toggle("list-ordered"), "Mod-Shift-9": toggle("quote"), "Mod-Alt-0": kinds.paragraph,
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map(n => [`Mod-Alt-${n}`, kinds[`heading-${n}`]])),
  };
  const stateOf = value => EditorState.create({ doc: read(value), plugins: [inputRules({ rules: shorthand }), keymap(keys), keymap(baseKeymap), history(), new Plugin({ props: { transformPastedHTML: cleaned } })] });
  const view = new EditorView(page, {
    state: stateOf(parse(text)),
    editable: () => !readOnly,
    nodeViews: { list: listView },
    attributes: { role: "textbox", "aria-multiline": "true", class: "rich-text" },
    handleDOMEvents: { focus: () => { leaving = true; }, mouseup: () => { leaving = false; } },
    handleKeyDown: (_, e) => { if (!["Escape", "Tab", "Shift"].includes(e.key)) leaving = false; if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") e.stopPropagation(); return false; },
    dispatchTransaction(tr) {
      const state = view.state.apply(tr);
      view.updateState(state);
      if (!readOnly) show(state);
      if (!tr.docChanged || changing) return;
      const value = write(state.doc);
      onChange(value === null ? "" : JSON.stringify(value, null, 2));
    },
  });
  if (!readOnly) show(view.state);

  return {
    content: view.dom,
    set(next) {
      const value = parse(next);
      if (shapeOf(value) === undefined) return;
      if (read(value).eq(view.state.doc)) return;
      changing = true;
      view.updateState(stateOf(value));
      changing = false;
      if (!readOnly) show(view.state);
    },
    insert: image => { command(insertImage(image))(); },
    destroy: () => view.destroy(),
  };
}

const shapeOf = value => value === null ? null : Array.isArray(value) && value.every(block => block !== null && typeof block === "object") ? "array" : undefined;
