// What the Markdown and the JSON editor have in common: CodeMirror in the panel's colours, without a key that keeps the focus in.
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, drawSelection, highlightSpecialChars } from "@codemirror/view";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, syntaxHighlighting, bracketMatching, indentOnInput } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "700" }, { tag: tags.strong, fontWeight: "700" }, { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" }, { tag: [tags.link, tags.url], color: "var(--ch-accent-text)" },
  { tag: [tags.processingInstruction, tags.meta, tags.separator, tags.bracket, tags.punctuation], color: "var(--ch-muted)" },
  { tag: tags.monospace, fontFamily: "var(--tblr-font-monospace)" }, { tag: tags.propertyName, color: "var(--ch-accent-text)" },
  { tag: tags.string, color: "var(--ch-success)" }, { tag: tags.number, color: "var(--ch-warning)" }, { tag: [tags.bool, tags.null, tags.keyword], color: "var(--ch-info)" },
  { tag: tags.invalid, color: "var(--ch-danger)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ch-text)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { caretColor: "var(--ch-text)", padding: "8px 12px" },
  ".cm-line": { padding: "0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ch-text)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "var(--ch-accent-soft)" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "transparent", border: "0", color: "var(--ch-muted)" },
  ".cm-activeLineGutter, .cm-matchingBracket": { backgroundColor: "var(--ch-sunken)" },
  ".cm-tooltip": { backgroundColor: "var(--ch-raised)", borderColor: "var(--ch-border)", color: "var(--ch-text)" },
});

export function codeView({ parent, text, readOnly, extensions, onChange, keys = [] }) {
  let setting = false;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(), drawSelection(), highlightSpecialChars(), bracketMatching(), indentOnInput(), syntaxHighlighting(colours), theme, EditorView.lineWrapping,
        keymap.of([...keys, ...defaultKeymap.filter(binding => binding.key !== "Mod-/"), ...historyKeymap]),
        EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly),
        EditorView.updateListener.of(update => { if (update.docChanged && !setting) onChange(update.state.doc.toString()); }),
        ...extensions,
      ],
    }),
  });
  view.set = next => {
    if (next === view.state.doc.toString()) return;
    setting = true;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    setting = false;
  };
  return view;
}
