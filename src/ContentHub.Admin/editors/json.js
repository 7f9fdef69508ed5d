// Writes JSON as text; what is wrong is told while it is typed, with its line.
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { linter, lintGutter } from "@codemirror/lint";
import { lineNumbers, EditorView } from "@codemirror/view";
import { codeView } from "./code.js";
import { toolbar } from "./toolbar.js";
import braces from "@tabler/icons/outline/braces.svg";

export function create({ host, text, label, readOnly, onChange }) {
  const page = Object.assign(document.createElement("div"), { className: "rich-page rich-code" });
  const verdict = Object.assign(document.createElement("div"), { className: "rich-verdict" });
  verdict.setAttribute("role", "status");
  const format = () => { try { const next = JSON.stringify(JSON.parse(view.state.doc.toString()), null, 2); view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }); } catch { /* the verdict says why */ } view.focus(); };
  const bar = toolbar(T("{0}: tools", label), [{ name: "format", title: T("Format"), icon: braces, run: format }]);
  bar.append(verdict);
  host.append(bar, page);
  if (readOnly) bar.hidden = true;

  const judge = doc => {
    if (doc.toString().trim() === "") { verdict.textContent = ""; verdict.classList.remove("rich-wrong"); return; }
    const [fault] = jsonParseLinter()(view);
    verdict.classList.toggle("rich-wrong", !!fault);
    if (!fault) { verdict.textContent = T("Valid JSON"); return; }
    const line = doc.lineAt(fault.from);
    verdict.textContent = T("Line {0}, column {1}: {2}", line.number, fault.from - line.from + 1, fault.message.replace(/ \(line .*\)$/, "").replace(/ in JSON at position \d+.*$/, ""));
  };
  const check = linter(current => current.state.doc.toString().trim() === "" ? [] : jsonParseLinter()(current), { delay: 250 });
  const view = codeView({
    parent: page, text, readOnly, onChange,
    extensions: [json(), check, lintGutter(), lineNumbers(), EditorView.contentAttributes.of({ spellcheck: "false" }), EditorView.updateListener.of(update => { if (update.docChanged) judge(update.state.doc); })],
  });
  judge(view.state.doc);
  return { content: view.contentDOM, set: next => view.set(next), destroy: () => view.destroy() };
}
