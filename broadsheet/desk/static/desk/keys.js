// What keys do in the text of a story. It is lines that follow one another: paragraphs, headings, key points, the items
// of lists, notes. Enter begins the next, Backspace at the start and Delete at the end join two, the arrows go from one
// to the other. A line is {child, block, list}: `child` holds the words, `block` is its block of the text, and `list` is
// what it is an item of.
(() => {
  const { carets, history } = window.broadsheet;
  const { PARAGRAPH, HEADING, newId, stored, unstyled, isRich, editorOf, stateOf, lineOf, isEmpty, toStart, toEnd } = carets;
  const [MARGIN, NOTE] = ["margin", "note"];
  const ALONE = new Set([PARAGRAPH, HEADING, MARGIN, NOTE]);
  const NAMES = {
    ...{ Enter: "enter", Backspace: "backspace", Delete: "remove" },
    ...{ ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" },
  };

  const isText = (block) => block?.type === PARAGRAPH || block?.type === HEADING;
  const isList = (type) => type === "list" || type === "points";
  const listOf = (block) => (isList(block?.type) ? block.block.childBlocks.items : null);

  /** The lines of a block of the text; a picture has none. */
  function linesOf(block) {
    const list = listOf(block);
    if (list) return list.children.map((child) => ({ child, block, list }));
    return ALONE.has(block?.type) ? [{ child: block, block, list: null }] : [];
  }

  /** Words of a line, as they can be put behind those of an editor. */
  const contentOf = (child) =>
    isRich(child) ? stateOf(child).getCurrentContent() : carets.draft(unstyled(lineOf(child).value.trim()));

  class Keys {
    constructor(stream, steps) {
      this.stream = stream;
      this.steps = steps;
    }

    /** Whether the key did something of ours in this line. */
    act(key, line) {
      return Boolean(NAMES[key]) && this[NAMES[key]](line);
    }

    /** The line that an event happened in; none when it was elsewhere, as in a link's own window. */
    lineAt({ target }) {
      const isField = target.matches?.("input[type=text]") || target.closest?.("[data-draftail-editor-wrapper] [contenteditable=true]");
      const block = isField ? this.blockAt(target) : null;
      return linesOf(block).find(({ child }) => child.element.contains(target)) ?? null;
    }

    blockAt(element) {
      return this.stream.children.find((block) => block.element.contains(element));
    }

    addParagraph(index, value = stored([])) {
      return this.stream.insert({ type: PARAGRAPH, value, id: newId() }, index);
    }

    next(block) {
      return this.stream.children[block.index + 1];
    }

    before({ block, child }) {
      const lines = linesOf(block);
      const at = lines.findIndex((line) => line.child === child);
      return lines[at - 1] ?? linesOf(this.stream.children[block.index - 1]).at(-1);
    }

    after({ block, child }) {
      const lines = linesOf(block);
      const at = lines.findIndex((line) => line.child === child);
      return lines[at + 1] ?? linesOf(this.next(block))[0];
    }

    /** A step that changes the line's block, and perhaps the one `before` or `behind` it. */
    step({ block: { index } }, act, { before = 0, behind = 0 } = {}) {
      const last = Math.min(index + behind, this.stream.children.length - 1);
      this.steps.step(Math.max(index - before, 0), last, act);
      return true;
    }

    // ---- Enter

    enter(line) {
      const { child, block, list } = line;
      if (isRich(child) && window.draftail.DraftUtils.getCommandPalettePrompt(stateOf(child))) return false;
      if (list) return this.enterInItem(line);
      if (block.type === NOTE) return false;
      if (block.type === MARGIN) return this.step(line, () => this.goOnBehind(block), { behind: 1 });
      return this.step(line, () => (block.type === HEADING ? this.enterInHeading(block) : this.split(block)));
    }

    split(block) {
      const state = carets.withoutSelected(stateOf(block));
      const { stateBefore, stateAfter, shouldMoveCommentFn } = window.draftail.splitState(state);
      this.stream.withoutFocus(() => block.split(stateBefore, stateAfter, shouldMoveCommentFn, { animate: false }));
      toStart(this.next(block));
    }

    /** A paragraph follows, with the words behind the caret; at the start of the words it goes before them. */
    enterInHeading(block) {
      const line = lineOf(block);
      const { selectionStart: start, selectionEnd: end, value } = line;
      if (value && !end) {
        this.stream.withoutFocus(() => this.addParagraph(block.index));
        carets.placeInLine(line, 0);
        return;
      }
      if (end < value.length || start < end) carets.write(line, value.slice(0, start).trimEnd());
      toStart(this.addParagraph(block.index + 1, stored(unstyled(value.slice(end).trim()))));
    }

    /** The next item; from an empty last one, or when no more are allowed, on to the text. */
    enterInItem(line) {
      const { child, block, list } = line;
      const isLast = child.index === list.children.length - 1;
      const isFull = list.children.length >= (list.blockDef.meta.maxNum || Infinity);
      const isOut = isLast && isEmpty(child);
      if (isOut || (isFull && isLast)) return this.step(line, () => this.leaveList(line, isOut), { behind: 1 });
      if (!isFull) return this.step(line, () => toStart(isRich(child) ? this.splitItem(line) : this.splitPoint(line)));
      toStart(list.children[child.index + 1]);
      return true;
    }

    splitItem({ child, list }) {
      const { stateBefore, stateAfter } = window.draftail.splitState(carets.withoutSelected(stateOf(child)));
      editorOf(child).onChange(stateBefore);
      const next = list.insert(stateAfter, child.index + 1, { id: newId() });
      history.takeCommentsAlong(child, [child, next]);
      return next;
    }

    splitPoint({ child, list }) {
      const line = lineOf(child);
      const { selectionStart: start, selectionEnd: end, value } = line;
      if (start < value.length) carets.write(line, value.slice(0, start).trimEnd());
      return list.insert(value.slice(end).trim(), child.index + 1, { id: newId() });
    }

    /** To the paragraph behind the list, without the item that nothing stands in. */
    leaveList({ child, block, list }, isOut) {
      this.goOnBehind(block);
      if (isOut && list.children.length === 1) this.stream.deleteBlock(block.index);
      else if (isOut) list.deleteBlock(child.index);
    }

    goOnBehind(block) {
      const after = this.next(block);
      toStart(after?.type === PARAGRAPH && isEmpty(after) ? after : this.addParagraph(block.index + 1));
    }

    // ---- Backspace at the start, Delete at the end

    backspace(line) {
      const { child, block, list } = line;
      if (!carets.isAtEdge(child, false)) return false;
      const before = this.before(line);
      if (list) return this.backspaceInItem(line, before);
      if (isEmpty(child) && (block.index || block.type === HEADING)) return this.leave(line);
      if (!before) return false;
      if (this.canJoin(before, line)) return this.join(before, line);
      if (!isText(block) || !isText(before.block) || !isEmpty(before.child)) return false;
      return this.step(line, () => this.takeOut(before.block, () => toStart(child)), { before: 1 });
    }

    /** It goes on in the item before; the first one leaves the list. */
    backspaceInItem(line, before) {
      const { child, block, list } = line;
      if (before?.list === list) return this.join(before, line);
      if (isEmpty(child) && list.children.length === 1) return this.leave(line);
      return this.step(line, () => {
        const made = this.addParagraph(block.index, isRich(child) ? stateOf(child) : stored(unstyled(lineOf(child).value)));
        history.takeCommentsAlong(child, [made]);
        this.drop(line);
        toStart(made);
      });
    }

    remove(line) {
      const { child, block } = line;
      if (!carets.isAtEdge(child, true)) return false;
      const after = this.after(line);
      if (after && this.canJoin(line, after)) return this.join(line, after);
      if (isText(block) && isText(after?.block) && isEmpty(after.child)) {
        return this.step(line, () => this.takeOut(after.block, () => toEnd(child)), { behind: 1 });
      }
      if (!isText(block) || !isEmpty(child) || !this.next(block)) return false;
      return this.step(line, () => this.takeOut(block, () => toStart(this.stream.children[block.index])), { behind: 1 });
    }

    /** Whether the words of the second may go on in the first. */
    canJoin(first, second) {
      if (first.list && first.list === second.list) return true;
      return isRich(first.child) && second.block.type === PARAGRAPH && (first.list || first.block.type === PARAGRAPH);
    }

    /** Two lines become the first; the caret stands where they met. */
    join(first, second) {
      const behind = second.block.index - first.block.index;
      return this.step(first, () => (isRich(first.child) ? this.joinRich : this.joinLines).call(this, first, second), { behind });
    }

    joinRich({ child }, second) {
      const end = carets.lastOf(child);
      if (!isEmpty(second.child)) {
        const content = contentOf(second.child);
        editorOf(child).onChange(carets.withInserted(carets.caretBehind(stateOf(child)), content));
        history.takeCommentsAlong(second.child, [child]);
      }
      this.drop(second);
      carets.place(child, end.getKey(), end.getLength());
    }

    joinLines({ child }, second) {
      const line = lineOf(child);
      const { length } = line.value;
      if (!isEmpty(second.child)) carets.write(line, line.value + lineOf(second.child).value);
      this.drop(second);
      carets.placeInLine(line, length);
    }

    drop({ child, block, list }) {
      if (list && list.children.length > 1) list.deleteBlock(child.index);
      else this.stream.deleteBlock(block.index);
    }

    takeOut(block, then) {
      this.stream.deleteBlock(block.index);
      then();
    }

    /** Out of an empty block, which goes, to the end of the one before it. */
    leave(line) {
      const { index } = line.block;
      const leave = () => {
        this.stream.deleteBlock(index);
        const before = this.stream.children[index - 1];
        if (before) this.goInto(before, true);
        else toStart(this.stream.children[0] || this.addParagraph(0));
      };
      return this.step(line, leave, { before: 1, behind: 1 });
    }

    // ---- the arrows

    /** The caret to the first or the last line of a block. */
    goInto(block, toItsEnd) {
      const lines = linesOf(block);
      if (toItsEnd) toEnd(lines.at(-1)?.child ?? block);
      else toStart(lines[0]?.child ?? block);
    }

    up(line) {
      return carets.isOnOuterLine(line.child, "top") && this.back(line);
    }

    down(line) {
      return carets.isOnOuterLine(line.child, "bottom") && this.on(line);
    }

    left(line) {
      return this.aside(line, this.isRightToLeft(line));
    }

    right(line) {
      return this.aside(line, !this.isRightToLeft(line));
    }

    isRightToLeft({ child }) {
      return getComputedStyle(carets.fieldOf(child)).direction === "rtl";
    }

    aside(line, onwards) {
      return carets.isAtEdge(line.child, onwards) && (onwards ? this.on(line) : this.back(line));
    }

    back(line) {
      const before = this.before(line);
      if (before) toEnd(before.child);
      return Boolean(before);
    }

    on(line) {
      const after = this.after(line);
      if (after) toStart(after.child);
      return Boolean(after);
    }
  }

  window.broadsheet = { ...window.broadsheet, keys: { Keys, isList, linesOf } };
})();
