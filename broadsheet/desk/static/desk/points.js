// A place in the words of a paragraph: {key, offset}, of a block of Draft.js and the signs in it; where it is on the page,
// and which place is where somebody points.
(() => {
  const { carets } = window.broadsheet;
  const BLOCK = "[data-block=true]";

  const textsIn = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };

  /** The place of a position in the document; null when it is in no words of this paragraph. */
  function placeOf(child, node, offset) {
    const field = carets.fieldOf(child);
    if (!field?.contains(node)) return null;
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const block = element.closest(BLOCK);
    if (!block) return offset ? endOf(child) : startOf(child);
    const range = document.createRange();
    range.setStart(block, 0);
    range.setEnd(node, offset);
    const [key] = block.dataset.offsetKey.split("-");
    return { key, offset: range.toString().length };
  }

  const startOf = (child) => ({ key: carets.firstOf(child).getKey(), offset: 0 });
  const endOf = (child) => ({ key: carets.lastOf(child).getKey(), offset: carets.lastOf(child).getLength() });

  /** The position in the document, as a range takes it. */
  function positionOf(child, { key, offset }) {
    const block = carets.fieldOf(child).querySelector(`${BLOCK}[data-offset-key="${CSS.escape(key)}-0-0"]`);
    let left = offset;
    for (const text of textsIn(block)) {
      if (left <= text.length) return [text, left];
      left -= text.length;
    }
    return [block, block.childNodes.length];
  }

  function rangeBetween(child, from, to) {
    const range = document.createRange();
    range.setStart(...positionOf(child, from));
    range.setEnd(...positionOf(child, to));
    return range;
  }

  function caretFromPoint(x, y) {
    if (!document.caretPositionFromPoint) {
      const range = document.caretRangeFromPoint(x, y);
      return range && [range.startContainer, range.startOffset];
    }
    const found = document.caretPositionFromPoint(x, y);
    return found && [found.offsetNode, found.offset];
  }

  const within = (value, least, most) => Math.min(Math.max(value, least), most);

  /** The place nearest to a point of the window. */
  function placeAt(child, x, y) {
    const { left, right, top, bottom } = carets.fieldOf(child).getBoundingClientRect();
    const found = caretFromPoint(within(x, left + 1, right - 1), within(y, top + 1, bottom - 1));
    const place = found && placeOf(child, ...found);
    return place ?? (y < (top + bottom) / 2 ? startOf(child) : endOf(child));
  }

  /** On the first (`onwards`) or last line of a paragraph, below or above `x`. */
  function placeOnOuterLine(child, x, onwards) {
    const range = document.createRange();
    range.selectNodeContents(carets.fieldOf(child));
    const lines = [...range.getClientRects()].filter(({ height }) => height);
    const line = onwards ? lines[0] : lines.at(-1);
    if (!line) return onwards ? startOf(child) : endOf(child);
    return placeAt(child, x, onwards ? lines[0].top + 4 : line.bottom - 4);
  }

  window.broadsheet = { ...window.broadsheet, points: { placeOf, placeAt, placeOnOuterLine, startOf, endOf, rangeBetween } };
})();
