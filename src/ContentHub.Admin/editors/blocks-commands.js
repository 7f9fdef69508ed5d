// What the buttons and keys of the blocks editor do.
import { NodeRange, Slice, Fragment } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import { liftTarget, canJoin } from "prosemirror-transform";
import { schema, inlineFor } from "./blocks-schema.js";

const { nodes, marks } = schema;

/** The list item the selection lies in: its depth, or -1. */
const itemDepth = $pos => { for (let d = $pos.depth; d > 0; d--) if ($pos.node(d).type === nodes.list_item) return d; return -1; };

const itemRange = ({ $from, $to }) => {
  const depth = itemDepth($from);
  return depth > 0 && $to.depth >= depth && $from.sharedDepth($to.pos) >= depth - 1 ? new NodeRange($from, $to, depth - 1) : null;
};

/** One level deeper; only under an item before it. */
export function indent(state, dispatch) {
  const range = itemRange(state.selection);
  if (!range || range.startIndex === 0) return false;
  const { tr } = state;
  tr.wrap(range, [{ type: nodes.list, attrs: { format: range.parent.attrs.format } }]);
  if (tr.doc.resolve(range.start).nodeBefore?.type === nodes.list && canJoin(tr.doc, range.start)) tr.join(range.start);
  dispatch?.(tr.scrollIntoView());
  return true;
}

/** One level up; at the first level the item becomes a paragraph. */
export function outdent(state, dispatch) {
  const range = itemRange(state.selection);
  if (!range) return false;
  if (range.$from.node(range.depth - 1).type !== nodes.list) return setBlock(nodes.paragraph)(state, dispatch);
  const target = liftTarget(range);
  if (target === null) return false;
  dispatch?.(state.tr.lift(range, target).scrollIntoView());
  return true;
}

/** Enter in an empty item leaves its list; in an empty quote, the quote. */
export function leaveEmpty(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.content.size > 0) return false;
  if ($from.parent.type === nodes.list_item) return outdent(state, dispatch);
  return $from.parent.type === nodes.quote || $from.parent.type === nodes.heading ? setBlock(nodes.paragraph)(state, dispatch) : false;
}

/** Backspace at the very beginning of an item, a heading, a quote or code makes it plain first. */
export function plainFirst(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || !$from.parent.isTextblock || $from.parent.type === nodes.paragraph) return false;
  return $from.parent.type === nodes.list_item ? outdent(state, dispatch) : setBlock(nodes.paragraph)(state, dispatch);
}

export const hardBreak = (state, dispatch) => {
  dispatch?.(state.selection.$from.parent.type.spec.code ? state.tr.insertText("\n") : state.tr.replaceSelectionWith(nodes.hard_break.create(null, null, state.storedMarks ?? state.selection.$from.marks()), false).scrollIntoView());
  return true;
};

/** Makes every text block of the selection a block of the type; of list items only those that are selected. */
export const setBlock = (type, attrs) => (state, dispatch) => {
  const { $from, $to } = state.selection;
  if (!$from.parent.isTextblock) return false;
  const first = $from.index(0), last = $to.index(0);
  const start = $from.posAtIndex(first, 0), end = $to.posAtIndex(last + 1, 0);
  const made = [];
  let pos = start;
  for (let i = first; i <= last; i++) {
    const block = state.doc.child(i);
    convert(block, pos, made);
    pos += block.nodeSize;
  }

  function convert(block, at, out) {
    const chosen = at < $to.pos && at + block.nodeSize > $from.pos;
    if (!chosen || block.isAtom) { put(out, block, false); return; }
    if (block.type === nodes.list) {
      let inside = at + 1;
      block.forEach(child => {
        const hit = inside < $to.pos && inside + child.nodeSize > $from.pos;
        if (hit) convert(child, inside, out);
        else put(out, block.copy(Fragment.from(child)), true);
        inside += child.nodeSize;
      });
      return;
    }

    const content = inlineFor(type === nodes.list ? nodes.list_item : type, block.content);
    put(out, type === nodes.list ? nodes.list.create(attrs, nodes.list_item.create(null, content)) : type.create(attrs, content), true);
  }

  // Items that come to stand beside each other are one list again.
  function put(out, block, join) {
    const before = out.at(-1);
    if (join && block.type === nodes.list && before?.type === nodes.list && before.attrs.format === block.attrs.format) out[out.length - 1] = before.copy(before.content.append(block.content));
    else out.push(block);
  }

  if (dispatch) {
    const number = pos => { let n = -1; state.doc.nodesBetween(0, pos, (node, at) => { if (node.isTextblock && at < pos) n++; return !node.isTextblock; }); return n; };
    const spots = [[number($from.pos), $from.parentOffset], [number($to.pos), $to.parentOffset]];
    const tr = state.tr.replace(start, end, new Slice(Fragment.from(made), 0, 0));
    const found = [];
    tr.doc.descendants((node, at) => { if (node.isTextblock) found.push(at + 1); return !node.isTextblock; });
    tr.setSelection(TextSelection.create(tr.doc, ...spots.map(([n, offset]) => found[n] + offset)));
    dispatch(tr.scrollIntoView());
  }
  return true;
};

/** The kind of block the selection lies in, as the select over the editor names it. */
export function kindOf({ selection: { $from } }) {
  const depth = itemDepth($from);
  if (depth > 0) return `list-${$from.node(depth - 1).attrs.format}`;
  return $from.parent.type === nodes.heading ? `heading-${$from.parent.attrs.level}` : $from.parent.isTextblock ? $from.parent.type.name : "";
}

export const kinds = {
  paragraph: setBlock(nodes.paragraph),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map(level => [`heading-${level}`, setBlock(nodes.heading, { level })])),
  "list-unordered": setBlock(nodes.list, { format: "unordered" }),
  "list-ordered": setBlock(nodes.list, { format: "ordered" }),
  quote: setBlock(nodes.quote),
  code: setBlock(nodes.code),
};

/** A block of that kind, or plain again. */
export const toggle = kind => (state, dispatch) => (kindOf(state) === kind ? kinds.paragraph : kinds[kind])(state, dispatch);

/** The link around the cursor, from its first to its last letter; null for none. */
export function linkAt({ selection: { $from }, doc }) {
  const at = child => child && marks.link.isInSet(child.marks);
  const mark = at($from.nodeAfter) || at($from.nodeBefore);
  if (!mark) return null;
  let from = null, to = null, pos = $from.start();
  $from.parent.forEach(child => {
    const end = pos + child.nodeSize;
    if (at(child)?.eq(mark)) { if (to !== pos) { if (to === null || to < $from.pos) from = pos; } if (from !== null && (to === null || pos <= to || from === pos)) to = end; }
    pos = end;
  });
  return { from, to, mark };
}

export const setLink = url => (state, dispatch) => {
  const { from, to, empty } = state.selection, link = empty ? linkAt(state) : null;
  const tr = state.tr;
  if (link) tr.removeMark(link.from, link.to, marks.link).addMark(link.from, link.to, marks.link.create({ url, extra: link.mark.attrs.extra }));
  else if (empty) tr.replaceSelectionWith(schema.text(url, [marks.link.create({ url })]), false);
  else tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ url }));
  dispatch?.(tr.scrollIntoView());
  return true;
};

export const removeLink = (state, dispatch) => {
  const link = linkAt(state), { from, to } = state.selection;
  dispatch?.(state.tr.removeMark(Math.min(from, link?.from ?? from), Math.max(to, link?.to ?? to), marks.link));
  return true;
};

export const insertImage = image => (state, dispatch) => {
  const { $to } = state.selection, after = $to.depth === 0 ? $to.pos : $to.after(1);
  const tr = state.tr.insert(after, nodes.image.create({ image }));
  // There is always a place to go on writing.
  if (after + 1 === tr.doc.content.size) tr.insert(after + 1, nodes.paragraph.create());
  tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1)));
  dispatch?.(tr.scrollIntoView());
  return true;
};
