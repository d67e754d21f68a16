// The text of a story in the editor is one text: what is pasted becomes blocks of its own, the keys go through all of it
// (keys.js), what is selected may reach over several blocks (spans.js), and Ctrl+Z takes back what became of them
// (history.js).
(() => {
  const { carets, copied, history, keys, pasted, spans } = window.broadsheet;
  const { PARAGRAPH, HEADING, newId, stored, isRich, isEmpty, editorOf, stateOf, toStart, toEnd } = carets;

  /** What of a paste could not be taken, at the foot of the window until somebody pastes again or closes it. */
  function tell({ pictures, struck }) {
    const box = document.querySelector("[data-not-pasted]");
    if (!box) return;
    const said = [
      pictures && box.dataset.pictures.replace("{count}", pictures),
      struck && box.dataset.struck,
    ].filter(Boolean);
    box.querySelector("p").textContent = said.join(" ");
    box.hidden = !said.length;
  }

  document.addEventListener("click", ({ target }) => {
    const box = target.closest?.("[data-not-pasted-close]")?.closest("[data-not-pasted]");
    if (box) box.hidden = true;
  });

  /** A block that was chosen with a slash takes the place of the slash and its word. The editor has lost the focus to
      the list by then, and Wagtail looks for the word only where the focus is: it stayed in the story. */
  function takeOutTheWord() {
    const { DraftUtils } = window.draftail;
    const remove = DraftUtils.removeCommandPalettePrompt;
    DraftUtils.removeCommandPalettePrompt = (state) => {
      const selection = state.getSelection().set("hasFocus", true);
      return remove.call(DraftUtils, window.DraftJS.EditorState.set(state, { selection }));
    };
  }
  let isTakenOut = false;

  const { convertFromRaw } = window.DraftJS;
  const draftOf = ({ text, value }) => (text ? carets.draft(text) : convertFromRaw(JSON.parse(value)));

  /** Paragraphs and items of lists; notes take words, as Wagtail's editor has them. */
  const takesBlocks = (line) => Boolean(line) && isRich(line.child) && (line.list || line.block.type === PARAGRAPH);

  class Text {
    constructor(stream) {
      if (!isTakenOut) takeOutTheWord();
      isTakenOut = true;
      this.stream = stream;
      this.steps = new history.History(stream);
      this.keys = new keys.Keys(stream, this.steps);
      this.spans = new spans.Spans(stream, this.keys, this.steps);
      const element = stream.container[0];
      element.classList.add("desk-text");
      element.addEventListener("paste", (event) => this.paste(event), true);
      element.addEventListener("keydown", (event) => this.keydown(event), true);
      element.addEventListener("pointerdown", () => (this.steps.isFresh = false), true);
    }

    // ---- pasting

    paste(event) {
      if (!event.clipboardData) return;
      const line = this.keys.lineAt(event);
      const over = this.spans.range();
      if (!over && !takesBlocks(line)) return;
      const { pieces, left } = this.piecesIn(event.clipboardData, line?.list);
      tell(left);
      if (!pieces.length && !left.pictures && !left.struck) return;
      event.preventDefault();
      event.stopPropagation();
      if (!pieces.length) return;
      const url = pasted.loneAddress(event.clipboardData);
      if (over) this.insertOver(over, pieces);
      else if (url) this.link(line, url, pieces);
      else this.insert(line, pieces);
    }

    /** What came from this very page is those blocks; in a list it is words. */
    piecesIn(clipboard, list) {
      const ids = new Set(this.stream.children.map(({ id }) => id));
      const own = list ? null : copied.fromClipboard(clipboard, ids);
      return own ? { pieces: own, left: { pictures: 0, struck: false } } : pasted.fromClipboard(clipboard);
    }

    insertOver({ from, to }, pieces) {
      this.steps.step(from, to, () => this.insertHere(this.spans.takeOut(), pieces));
    }

    /** An address over selected words makes a link of them; without any it stands there itself, or what it was called. */
    link(line, url, pieces) {
      const state = stateOf(line.child);
      if (!state.getSelection().isCollapsed()) {
        editorOf(line.child).onChange(carets.withLink(state, url));
        return;
      }
      const [{ kind, text }] = pieces;
      const isNamed = kind === PARAGRAPH && text.some((run) => run.url);
      this.insert(line, [{ kind: PARAGRAPH, text: isNamed ? text : [{ words: url, styles: [], url }] }]);
    }

    insert(line, pieces) {
      const { child, block, list } = line;
      const [first, ...others] = pieces;
      if (first.kind === PARAGRAPH && !others.length && !(first.id && isEmpty(child))) {
        editorOf(child).onChange(carets.withInserted(carets.withoutSelected(stateOf(child)), draftOf(first)));
        return;
      }
      const act = () => (list ? this.insertItems(line, pieces) : this.insertHere(block, pieces));
      this.steps.step(block.index, block.index, act);
    }

    /** Where the caret of this paragraph is. A paragraph that was cut out and stands alone again is itself. */
    insertHere(child, pieces) {
      const { index } = child;
      const { stateBefore, stateAfter } = window.draftail.splitState(carets.withoutSelected(stateOf(child)));
      const rest = stateAfter.getCurrentContent().hasText() ? stateAfter : null;
      const [first, ...others] = pieces;
      const isMoved = first.id && !rest && !stateBefore.getCurrentContent().hasText();
      const inPlace = first.kind === PARAGRAPH && !isMoved;
      const isKept = inPlace || stateBefore.getCurrentContent().hasText();
      if (inPlace) editorOf(child).onChange(carets.withInserted(carets.caretBehind(stateBefore), draftOf(first)));
      else if (isKept) editorOf(child).onChange(stateBefore);
      else this.stream.deleteBlock(index);
      const at = isKept ? index + 1 : index;
      const added = (inPlace ? others : pieces).map((piece, n) => this.add(piece, at + n));
      this.putRest(added.at(-1) || child, rest);
    }

    /** What stood behind the caret goes on behind what was pasted. */
    putRest(last, rest) {
      if (!rest) {
        this.keys.goInto(last, true);
        return;
      }
      if (last.type !== PARAGRAPH) {
        toStart(this.keys.addParagraph(last.index + 1, rest));
        return;
      }
      const end = carets.lastOf(last);
      const state = carets.caretBehind(stateOf(last));
      editorOf(last).onChange(carets.withInserted(state, rest.getCurrentContent()));
      carets.place(last, end.getKey(), end.getLength());
    }

    /** In a list each piece is an item, and each item of a list that was pasted. */
    insertItems({ child, list }, pieces) {
      const { stateBefore, stateAfter } = window.draftail.splitState(carets.withoutSelected(stateOf(child)));
      const items = pieces.flatMap((piece) => pasted.itemsOf(piece)).map((text) => carets.draft(text));
      editorOf(child).onChange(carets.withInserted(carets.caretBehind(stateBefore), items[0]));
      const added = items.slice(1).map((item, n) => {
        const state = window.DraftJS.EditorState.createWithContent(item);
        return list.insert(state, child.index + 1 + n, { id: newId() });
      });
      const last = added.at(-1) ?? child;
      const end = carets.lastOf(last);
      const behind = carets.caretBehind(stateOf(last));
      editorOf(last).onChange(carets.withInserted(behind, stateAfter.getCurrentContent()));
      carets.place(last, end.getKey(), end.getLength());
    }

    add(piece, index) {
      return this.stream.insert({ type: piece.kind, value: this.valueOf(piece), id: piece.id ?? newId() }, index);
    }

    valueOf(piece) {
      if (piece.value !== undefined) return piece.value;
      if (piece.kind === PARAGRAPH) return stored(piece.text);
      if (piece.kind === HEADING) return piece.text;
      if (piece.kind === "table") return { columns: piece.columns, rows: piece.rows, caption: piece.caption };
      const empty = this.stream.blockDef.initialChildStates[piece.kind];
      if (piece.kind === "quote") return { ...empty, words: piece.text };
      const items = piece.items.map((item) => ({ value: stored(item), id: newId() }));
      return { ...empty, numbered: piece.numbered, items };
    }

    // ---- keys

    keydown(event) {
      const { key: pressed, isComposing, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (isComposing || ["Control", "Meta", "Alt", "Shift"].includes(pressed)) return;
      const isCommand = (ctrlKey || metaKey) && !altKey;
      const done = this.backOrForth(event, isCommand);
      if (done === null) {
        this.steps.isFresh = false;
        const line = this.keys.lineAt(event);
        const isPlain = !isCommand && !altKey && !shiftKey;
        if (!this.spans.keydown(event, line) && !(isPlain && line && this.keys.act(pressed, line))) return;
      } else if (!done) return;
      event.preventDefault();
      event.stopPropagation();
    }

    /** Ctrl+Z and its opposites: whether something of ours was taken back or done again; null for all other keys. What is
     *  typed in an editor or in a field of one line belongs to them; but an editor knows no Ctrl+Y. */
    backOrForth(event, isCommand) {
      const isYes = event.code === "KeyY" && event.ctrlKey && !event.shiftKey;
      const isBack = isCommand && event.code === "KeyZ" && !event.shiftKey;
      const isForth = isCommand && (isYes || (event.code === "KeyZ" && event.shiftKey));
      if (!isBack && !isForth) return null;
      this.spans.leave();
      const child = this.keys.lineAt(event)?.child;
      if (!child || !isRich(child)) return this.steps.isFresh && (isBack ? this.steps.undo() : this.steps.redo());
      const state = stateOf(child);
      if (isBack) return !state.getUndoStack().size && this.steps.undo();
      if (!state.getRedoStack().size) return this.steps.redo();
      if (isYes) carets.forceFocus(child, window.DraftJS.EditorState.redo(state));
      return isYes;
    }
  }

  window.broadsheet = { ...window.broadsheet, Text };
})();
