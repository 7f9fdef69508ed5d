// Foreign HTML before the editor reads it: only its structure stays. Lists come with paragraphs and lists inside their items.

export function cleaned(html) {
  const doc = new DOMParser().parseFromString(html, "text/html");
  for (const foreign of doc.querySelectorAll("script, style, meta, link, title, img, svg, iframe, object, table caption")) foreign.remove();
  for (const cell of doc.querySelectorAll("tr")) { const line = doc.createElement("p"); line.textContent = [...cell.cells].map(c => c.textContent.trim()).join("\t"); cell.closest("table").before(line); }
  for (const table of doc.querySelectorAll("table")) table.remove();
  for (const item of doc.querySelectorAll("li")) {
    for (const nested of [...item.querySelectorAll(":scope > ul, :scope > ol, :scope > * > ul, :scope > * > ol")].reverse()) item.after(nested);
    for (const inner of item.querySelectorAll("p, div, h1, h2, h3, h4, h5, h6, blockquote")) inner.replaceWith(...inner.childNodes);
  }
  for (const inner of doc.querySelectorAll("blockquote :is(p, div)")) inner.replaceWith(...inner.childNodes, doc.createElement("br"));
  for (const link of doc.querySelectorAll("a[href]")) if (!/^(https?|mailto|tel):/i.test(link.getAttribute("href"))) link.replaceWith(...link.childNodes);
  return doc.body.innerHTML;
}
