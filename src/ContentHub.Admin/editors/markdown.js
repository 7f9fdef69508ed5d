// Writes Markdown as text, with buttons and what it will look like beside it. The preview takes no HTML and is sanitised besides.
import { markdown, markdownLanguage, insertNewlineContinueMarkup, deleteMarkupBackward } from "@codemirror/lang-markdown";
import { EditorSelection } from "@codemirror/state";
import { undo, redo } from "@codemirror/commands";
import MarkdownIt from "markdown-it";
import DOMPurify from "dompurify";
import { codeView } from "./code.js";
import { toolbar, addressRow } from "./toolbar.js";
import bold from "@tabler/icons/outline/bold.svg";
import italic from "@tabler/icons/outline/italic.svg";
import strikethrough from "@tabler/icons/outline/strikethrough.svg";
import heading from "@tabler/icons/outline/heading.svg";
import code from "@tabler/icons/outline/code.svg";
import link from "@tabler/icons/outline/link.svg";
import photo from "@tabler/icons/outline/photo.svg";
import list from "@tabler/icons/outline/list.svg";
import listNumbers from "@tabler/icons/outline/list-numbers.svg";
import quote from "@tabler/icons/outline/quote.svg";
import eye from "@tabler/icons/outline/eye.svg";
import undoIcon from "@tabler/icons/outline/arrow-back-up.svg";
import redoIcon from "@tabler/icons/outline/arrow-forward-up.svg";

const mac = /Mac|iP/.test(navigator.platform);
const renderer = new MarkdownIt({ html: false, linkify: true });
const sanitised = text => DOMPurify.sanitize(renderer.render(text), { FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select"], FORBID_ATTR: ["style", "id", "name"] });

// Puts the sign around the selection, or takes it away.
const surround = sign => view => {
  view.dispatch(view.state.changeByRange(range => {
    const { from, to } = range, { doc } = view.state, n = sign.length;
    if (doc.sliceString(from - n, from) === sign && doc.sliceString(to, to + n) === sign)
      return { changes: [{ from: from - n, to: from }, { from: to, to: to + n }], range: EditorSelection.range(from - n, to - n) };
    return { changes: [{ from, insert: sign }, { from: to, insert: sign }], range: EditorSelection.range(from + n, to + n) };
  }));
  return true;
};

// Puts the sign before every line of the selection, or takes it away.
const prefix = (sign, pattern) => view => {
  const { state } = view, { from, to } = state.selection.main;
  const lines = [];
  for (let n = state.doc.lineAt(from).number; n <= state.doc.lineAt(to).number; n++) lines.push(state.doc.line(n));
  const all = lines.every(line => pattern.test(line.text));
  view.dispatch({ changes: lines.map((line, i) => all ? { from: line.from, to: line.from + line.text.match(pattern)[0].length } : { from: line.from, insert: typeof sign === "function" ? sign(i) : sign }) });
  return true;
};

export function create({ host, text, label, readOnly, onChange, onImage }) {
  const ctrl = mac ? "⌘" : T("Ctrl+");
  const page = Object.assign(document.createElement("div"), { className: "rich-page rich-markdown" });
  const preview = Object.assign(document.createElement("div"), { className: "rich-preview", hidden: true, tabIndex: 0 });
  preview.setAttribute("role", "region");
  preview.setAttribute("aria-label", T("{0}: preview", label));
  const run = command => () => { command(view); view.focus(); };
  const insertLink = url => { const { from, to } = view.state.selection.main, said = view.state.sliceDoc(from, to) || T("link"); view.dispatch({ changes: { from, to, insert: `[${said}](${url})` }, selection: { anchor: from + 1, head: from + 1 + said.length } }); };
  const address = addressRow(T("Address of the link"), { onApply: url => { insertLink(url); view.focus(); }, onRemove: () => {}, onClose: () => view.focus() });
  const show = () => { if (!preview.hidden) preview.innerHTML = sanitised(view.state.doc.toString()); };
  const openLink = () => { address.open(null); return true; };
  const flip = () => {
    preview.hidden = !preview.hidden;
    bar.querySelector("[data-tool=preview]").setAttribute("aria-pressed", String(!preview.hidden));
    show();
  };
  const [strong, emphasis, struck, mono] = ["**", "_", "~~", "`"].map(surround);
  const bar = toolbar(T("{0}: formatting", label), [
    { name: "heading", title: T("Heading"), icon: heading, run: run(prefix("## ", /^#{1,6} /)) }, { name: "bold", title: T("Bold"), icon: bold, keys: `${ctrl}B`, run: run(strong) },
    { name: "italic", title: T("Italic"), icon: italic, keys: `${ctrl}I`, run: run(emphasis) }, { name: "strikethrough", title: T("Strikethrough"), icon: strikethrough, run: run(struck) }, { name: "code", title: T("Code"), icon: code, keys: `${ctrl}E`, run: run(mono) }, "|",
    { name: "list", title: T("List"), icon: list, run: run(prefix("- ", /^[-*] /)) }, { name: "numbers", title: T("Numbered list"), icon: listNumbers, run: run(prefix(i => `${i + 1}. `, /^\d+\. /)) }, { name: "quote", title: T("Quote"), icon: quote, run: run(prefix("> ", /^> ?/)) }, "|",
    { name: "link", title: T("Link"), icon: link, keys: `${ctrl}K`, run: openLink }, ...(onImage ? [{ name: "image", title: T("Image from the library"), icon: photo, run: onImage }] : []), "|",
    { name: "undo", title: T("Undo"), icon: undoIcon, keys: `${ctrl}Z`, run: run(undo) }, { name: "redo", title: T("Redo"), icon: redoIcon, keys: `${ctrl}Shift+Z`, run: run(redo) }, "|",
    { name: "preview", title: T("Preview"), icon: eye, toggles: true, run: flip },
  ]);
  const both = Object.assign(document.createElement("div"), { className: "rich-both" });
  both.append(page, preview);
  host.append(...(readOnly ? [] : [bar, address]), both);
  const view = codeView({
    parent: page, text, readOnly, onChange: next => { onChange(next); show(); },
    extensions: [markdown({ base: markdownLanguage, addKeymap: false })],
    keys: [{ key: "Mod-b", run: strong }, { key: "Mod-i", run: emphasis }, { key: "Mod-e", run: mono }, { key: "Mod-k", run: openLink, stopPropagation: true }, { key: "Enter", run: insertNewlineContinueMarkup }, { key: "Backspace", run: deleteMarkupBackward }],
  });
  return {
    content: view.contentDOM,
    set: next => { view.set(next); show(); },
    insert: image => { const alt = (image.alternativeText ?? image.name ?? "").replace(/[[\]]/g, ""); view.dispatch(view.state.replaceSelection(`![${alt}](${image.url})`)); view.focus(); },
    destroy: () => view.destroy(),
  };
}
