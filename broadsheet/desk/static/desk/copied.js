// What is copied of a story over several of its blocks: their words and their HTML for other programs, which is also what
// another story's editor reads; and the blocks themselves for the text that they came from, with pictures and all that
// HTML does not hold. Those stay in the page: nothing of a draft is left in the browser.
(() => {
  const { carets } = window.broadsheet;
  const { PARAGRAPH, HEADING, newId, runsOf, isRich, lineOf } = carets;
  const TAGS = { BOLD: "b", ITALIC: "i", SUPERSCRIPT: "sup", SUBSCRIPT: "sub" };
  const KEY = "application/x-broadsheet-copied";
  let last = null; // {key, blocks: [{type, id, value}]}

  function element(tag, ...inside) {
    const made = document.createElement(tag);
    made.append(...inside);
    return made;
  }

  /** Runs as nodes; a line's end is a break. */
  function nodesOf(runs) {
    return runs.flatMap(({ words, styles, url }) => {
      const lines = words.split("\n").flatMap((line, n) => (n ? [document.createElement("br"), line] : [line]));
      let inner = document.createDocumentFragment();
      inner.append(...lines);
      for (const style of styles) if (TAGS[style]) inner = element(TAGS[style], inner);
      if (!url) return [inner];
      const link = element("a", inner);
      link.setAttribute("href", new URL(url, location.href).href);
      return [link];
    });
  }

  /** An editor that has not begun need not begin for it. */
  function contentOf(child) {
    const held = carets.heldBy(child);
    return typeof held === "string" ? window.DraftJS.convertFromRaw(JSON.parse(held)) : held.getCurrentContent();
  }
  const nodesIn = (child) => (isRich(child) ? nodesOf(runsOf(contentOf(child))) : [lineOf(child).value]);
  const list = (tag, items) => element(tag, ...items.map((item) => element("li", ...nodesIn(item))));

  function table({ columns, rows }) {
    const row = (tag, cells) => element("tr", ...cells.map((words) => element(tag, words ?? "")));
    const head = row("th", columns.map((column) => column.heading));
    return element("table", head, ...rows.map(({ values }) => row("td", values)));
  }

  const MAKE = {
    [PARAGRAPH]: (block) => element("p", ...nodesIn(block)),
    [HEADING]: (block) => element("h2", ...nodesIn(block)),
    margin: (block) => element("p", ...nodesIn(block)),
    note: (block) => element("p", ...nodesIn(block)),
    list: ({ block }) => list(block.childBlocks.numbered.getState() ? "ol" : "ul", block.childBlocks.items.children),
    points: ({ block }) => list("ul", block.childBlocks.items.children),
    quote: ({ block }) => element("blockquote", element("p", block.childBlocks.words.getState())),
    table: ({ block }) => table(block.getState()),
  };

  /** A block of another kind is what it is called in the editor's own list. */
  const htmlOf = (block) => (MAKE[block.type] ?? (() => element("p", block.getTextLabel({ maxLength: 300 }) ?? "")))(block);

  function wordsOf(made) {
    const parts = made.matches("ul, ol, table") ? [...made.querySelectorAll("li, tr")] : [made];
    const words = (part) => (part.cells ? [...part.cells].map((cell) => cell.textContent).join("\t") : withBreaks(part));
    return parts.map(words).join("\n");
  }

  function withBreaks(part) {
    const copy = part.cloneNode(true);
    copy.querySelectorAll("br").forEach((end) => end.replaceWith("\n"));
    return copy.textContent;
  }

  /** Put them on the clipboard. `pieces`: blocks of the text, and {content} of Draft's where a paragraph was selected in
   *  part. */
  function copy(pieces, clipboard) {
    const made = pieces.map((piece) => (piece.content ? element("p", ...nodesOf(runsOf(piece.content))) : htmlOf(piece)));
    clipboard.setData("text/plain", made.map(wordsOf).join("\n\n"));
    clipboard.setData("text/html", made.map((one) => one.outerHTML).join(""));
    last = { key: newId(), blocks: pieces.map(stored) };
    clipboard.setData(KEY, last.key);
  }

  function stored(piece) {
    if (piece.content) return { type: PARAGRAPH, id: piece.id, value: raw(piece.content) };
    const { type, id } = piece;
    return { type, id, value: type === PARAGRAPH ? raw(contentOf(piece)) : plain(piece.block.getState()) };
  }

  const raw = (content) => JSON.stringify(window.DraftJS.convertToRaw(content));

  /** A value without editors' states, which belong to their editor. */
  function plain(value) {
    if (value instanceof window.DraftJS.EditorState) return raw(value.getCurrentContent());
    if (Array.isArray(value)) return value.map(plain);
    if (!value || Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
  }

  /** What was copied in this page, when a clipboard still holds it: pieces like those of pasted.js, with their `value`. A
   *  block whose id is free again is that block, which was moved; any other is a new one. */
  function fromClipboard(clipboard, takenIds) {
    if (!last || clipboard.getData(KEY) !== last.key) return null;
    return last.blocks.map(({ type, id, value }) => {
      const isFree = id && !takenIds.has(id);
      return { kind: type, id: isFree ? id : newId(), value: isFree ? value : withNewIds(value) };
    });
  }

  function withNewIds(value) {
    if (Array.isArray(value)) return value.map(withNewIds);
    if (!value || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([name, inner]) => [name, withNewIds(inner)]);
    const made = Object.fromEntries(entries);
    return "id" in value && "value" in value && Object.keys(value).length === 2 ? { ...made, id: newId() } : made;
  }

  window.broadsheet = { ...window.broadsheet, copied: { copy, fromClipboard } };
})();
