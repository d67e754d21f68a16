// Ctrl+Z takes back what became of whole blocks: two paragraphs that were joined, one that was split, what was pasted or
// deleted over several. What is typed inside one editor Draft.js takes back, which knows nothing of the others: it would
// give a paragraph its old end and lose the words that had come to stand there. So each step empties Draft's memory of
// the blocks that it touches, and puts it back with them when it is taken back.
(() => {
  const { carets } = window.broadsheet;
  const { PARAGRAPH, isRich, isLine, lineOf, editorOf, stateOf } = carets;
  const MOST = 100; // steps

  /** The editors and fields in a block of the text, in their order. */
  const partsOf = (block) => block.block.childBlocks?.items?.children ?? [block];
  const richIn = (blocks) => blocks.flatMap(partsOf).filter(isRich);

  const record = (child) =>
    child.type === PARAGRAPH ? { type: child.type, id: child.id, value: carets.heldBy(child) } : child.getState();

  /** Words and what else is held, to be compared; the stored form of text alone would differ by its keys. */
  const said = (held) =>
    JSON.stringify(held, (_, value) => {
      if (value instanceof window.DraftJS.EditorState) return value.getCurrentContent().getPlainText("\n");
      if (typeof value !== "string" || !value.startsWith('{"')) return value;
      return (JSON.parse(value).blocks ?? []).map((block) => block.text).join("\n");
    });

  /** Comments go with their words: those of `gone` to where among `others` the same words stand now. */
  function takeCommentsAlong(gone, others) {
    const app = window.comments?.commentApp;
    const path = app && gone.getContentPath();
    if (!path || !isRich(gone) || gone.block.widget.real === null) return;
    for (const { localId } of app.utils.selectCommentsForContentPathFactory(path)(app.store.getState())) {
      const target = others.find((other) => isRich(other) && carets.hasStyle(other, `COMMENT-${localId}`));
      if (target) app.updateContentPath(localId, target.getContentPath());
    }
  }

  class History {
    constructor(stream) {
      this.stream = stream;
      this.done = [];
      this.undone = [];
      this.isFresh = false; // nothing was pressed since the last step, or since it was taken back
    }

    /** `act` changes the blocks from the one number to the other, both of them included, and nothing else. */
    step(from, to, act) {
      const { children } = this.stream;
      const before = children.slice(from, to + 1).map(record);
      const caret = this.caret(from, to);
      const count = children.length;
      const result = act();
      const touched = this.stream.children.slice(from, to + 1 + this.stream.children.length - count);
      richIn(touched).forEach((child) => this.forget(child));
      this.done.push({ before, after: touched.map(record), caret, behind: this.caretIn(touched) });
      this.done.splice(0, this.done.length - MOST);
      this.undone = [];
      this.isFresh = true;
      return result;
    }

    /** An editor that has not begun remembers nothing. */
    forget(child) {
      if (child.block.widget.real === null) return;
      const { EditorState } = window.DraftJS;
      const state = stateOf(child);
      const nothing = state.getUndoStack().clear();
      const boundary = { undoStack: nothing, redoStack: nothing, lastChangeType: "insert-fragment" }; // a key begins anew
      editorOf(child).onChange(EditorState.set(state, boundary));
    }

    caret(from, to) {
      return this.caretIn(this.stream.children.slice(from, to + 1));
    }

    /** Which of the parts of these blocks has the caret, and where: {part, at}. */
    caretIn(blocks) {
      const parts = blocks.flatMap(partsOf);
      const part = parts.findIndex((one) => one.element.contains(document.activeElement));
      return { part, at: (parts[part] && isLine(parts[part]) && lineOf(parts[part]).selectionStart) || 0 };
    }

    putCaret(blocks, { part, at }) {
      const child = blocks.flatMap(partsOf)[part];
      if (!child) return;
      if (isRich(child)) carets.forceFocus(child, stateOf(child));
      else if (isLine(child)) carets.placeInLine(lineOf(child), at);
    }

    /** The blocks of these records where they stand together; null when some have gone, or were moved. */
    find(records) {
      const first = this.stream.children.findIndex(({ id }) => id === records[0]?.id);
      const found = first < 0 ? [] : this.stream.children.slice(first, first + records.length);
      return records.length && records.every(({ id }, n) => found[n]?.id === id) ? found : null;
    }

    /** Whether there was anything to take back. */
    undo() {
      const step = this.done.at(-1);
      const blocks = step && this.find(step.after);
      const typed = blocks && richIn(blocks).find(canUndo);
      if (typed) carets.forceFocus(typed, window.DraftJS.EditorState.undo(stateOf(typed)));
      else if (!blocks || said(blocks.map(record)) !== said(step.after)) this.done = [];
      else {
        step.after = blocks.map(record); // with what Draft.js could do again
        this.move(this.done, this.undone, this.put(blocks, step.before), step.caret);
      }
      return Boolean(step && blocks);
    }

    redo() {
      const step = this.undone.at(-1);
      const blocks = step && this.find(step.before);
      if (!blocks || said(blocks.map(record)) !== said(step.before)) {
        this.undone = [];
        return false;
      }
      step.before = blocks.map(record);
      this.move(this.undone, this.done, this.put(blocks, step.after), step.behind);
      return true;
    }

    move(from, to, blocks, caret) {
      to.push(from.pop());
      this.putCaret(blocks, caret);
      this.isFresh = true;
    }

    /** In place of `blocks`; one that stays keeps its place in the page, and its comments. Those that stand there now. */
    put(blocks, records) {
      const made = [];
      let at = blocks[0].index;
      for (const wanted of records) {
        const found = blocks.find((one) => one.id === wanted.id && one.type === wanted.type);
        if (found && !isUntouched(wanted)) found.setState(wanted);
        const child = found ?? this.stream.insert({ ...wanted, value: asLittle(wanted) }, at);
        at = child.index + 1;
        made.push(child);
      }
      for (const gone of blocks.filter((one) => !made.includes(one))) {
        takeCommentsAlong(gone, made);
        this.stream.deleteBlock(gone.index);
      }
      return made;
    }
  }

  /** An editor that had not begun at the time was only beside what was done. */
  const isUntouched = ({ type, value }) => type === PARAGRAPH && typeof value === "string";

  /** What nothing can be taken back of is put in as it is stored: its editor may begin later. */
  function asLittle({ type, value }) {
    if (type !== PARAGRAPH || typeof value === "string" || value.getUndoStack().size || value.getRedoStack().size) return value;
    return value.getCurrentContent().hasText() ? JSON.stringify(window.DraftJS.convertToRaw(value.getCurrentContent())) : value;
  }

  const canUndo = (child) => child.block.widget.real !== null && stateOf(child).getUndoStack().size > 0;

  window.broadsheet = { ...window.broadsheet, history: { History, takeCommentsAlong, partsOf, canUndo } };
})();
