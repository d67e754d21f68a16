// The text of a story in the editor is one text. Enter begins the next paragraph, Backspace at the start and Delete at
// the end join two, the arrows go from one to the other, through headings too, and what is pasted becomes blocks of its
// own, which one Ctrl+Z takes out again.
(() => {
  const { carets, pasted } = window.broadsheet;
  const { PARAGRAPH, HEADING, newId, stored, unstyled, editorOf, stateOf, isText, lineOf, isEmpty, toStart, toEnd } = carets;
  const POINTS = "points";
  const KEYS = {
    ...{ Enter: "enter", Backspace: "backspace", Delete: "remove" },
    ...{ ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" },
  };

  /** What of a paste could not be taken, at the foot of the window until somebody pastes again. */
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

  class Text {
    constructor(stream) {
      if (!isTakenOut) takeOutTheWord();
      isTakenOut = true;
      this.stream = stream;
      const element = stream.container[0];
      element.classList.add("desk-text");
      element.addEventListener("paste", (event) => this.paste(event), true);
      element.addEventListener("keydown", (event) => this.keydown(event), true);
      element.addEventListener("pointerdown", () => (this.lastPaste = null), true);
    }

    /** The paragraph that an event happened in; none when it was elsewhere, as in a link's own window. */
    paragraphOf(event) {
      if (!event.target.closest?.("[data-draftail-editor-wrapper] [contenteditable=true]")) return null;
      const found = this.childOf(event);
      return found?.type === PARAGRAPH ? found : null;
    }

    headingOf(event) {
      const found = event.target.matches?.("input[type=text]") ? this.childOf(event) : null;
      return found?.type === HEADING ? found : null;
    }

    childOf(event) {
      return this.stream.children.find((child) => child.element.contains(event.target));
    }

    addParagraph(index, value = stored([])) {
      return this.stream.insert({ type: PARAGRAPH, value, id: newId() }, index);
    }

    // ---- pasting

    paste(event) {
      const child = this.paragraphOf(event);
      if (!child || !event.clipboardData) return;
      const { pieces, left } = pasted.fromClipboard(event.clipboardData);
      tell(left);
      if (!pieces.length && !left.pictures && !left.struck) return;
      event.preventDefault();
      event.stopPropagation();
      const url = pasted.loneAddress(event.clipboardData);
      if (url && pieces.length) this.link(child, url, pieces);
      else if (pieces.length) this.insert(child, pieces);
    }

    /** An address over selected words makes a link of them; without any it stands there itself, or what it was called. */
    link(child, url, pieces) {
      const state = stateOf(child);
      if (!state.getSelection().isCollapsed()) {
        editorOf(child).onChange(carets.withLink(state, url));
        return;
      }
      const [{ kind, text }] = pieces;
      const isNamed = kind === PARAGRAPH && text.some((run) => run.url);
      this.insert(child, [{ kind: PARAGRAPH, text: isNamed ? text : [{ words: url, styles: [], url }] }]);
    }

    insert(child, pieces) {
      const before = stateOf(child);
      const whole = carets.withoutSelected(before);
      if (pieces.length === 1 && pieces[0].kind === PARAGRAPH) {
        editorOf(child).onChange(carets.withInserted(whole, carets.draft(pieces[0].text)));
        return;
      }
      const { index } = child;
      const { id } = child.getState();
      const { stateBefore, stateAfter } = window.draftail.splitState(whole);
      const rest = stateAfter.getCurrentContent().hasText() ? stateAfter : null;
      const [first, ...others] = pieces;
      const inPlace = first.kind === PARAGRAPH;
      const isKept = inPlace || stateBefore.getCurrentContent().hasText();
      if (inPlace) editorOf(child).onChange(carets.withInserted(carets.caretBehind(stateBefore), carets.draft(first.text)));
      else if (isKept) editorOf(child).onChange(stateBefore);
      else this.stream.deleteBlock(index);
      const at = isKept ? index + 1 : index;
      const added = (inPlace ? others : pieces).map((piece, n) => this.add(piece, at + n));
      const more = this.putRest(added[added.length - 1] || child, rest);
      this.lastPaste = { child: isKept ? child : null, index, id, state: before, added: [...added, ...more] };
    }

    /** What stood behind the caret goes on behind what was pasted; which blocks that made. */
    putRest(last, rest) {
      if (!rest) {
        toEnd(last);
        return [];
      }
      if (last.type !== PARAGRAPH) {
        const made = this.addParagraph(last.index + 1, rest);
        toStart(made);
        return [made];
      }
      const end = carets.lastOf(last);
      const state = carets.caretBehind(stateOf(last));
      editorOf(last).onChange(carets.withInserted(state, rest.getCurrentContent()));
      carets.place(last, end.getKey(), end.getLength());
      return [];
    }

    /** Take out what was just pasted, all of it, and put back what stood there. */
    undoPaste() {
      const { child, index, id, state, added } = this.lastPaste;
      this.lastPaste = null;
      added.reverse().forEach((one) => this.stream.deleteBlock(one.index));
      const back = child || this.stream.insert({ type: PARAGRAPH, value: state, id }, index);
      back.element.querySelector("[contenteditable=true]").focus();
      editorOf(back).onChange(window.DraftJS.EditorState.forceSelection(state, state.getSelection()));
    }

    add(piece, index) {
      return this.stream.insert({ type: piece.kind, value: this.valueOf(piece), id: newId() }, index);
    }

    valueOf(piece) {
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
      const undoes = this.lastPaste && (ctrlKey || metaKey) && !altKey && !shiftKey && event.code === "KeyZ";
      if (!undoes) this.lastPaste = null;
      if (!undoes && (ctrlKey || metaKey || altKey || shiftKey)) return;
      if (undoes) this.undoPaste();
      else if (!this.act(event, KEYS[pressed])) return;
      event.preventDefault();
      event.stopPropagation();
    }

    /** Whether the key did something of ours. */
    act(event, name) {
      if (!name) return false;
      const child = this.paragraphOf(event) || this.headingOf(event);
      if (child) return this[name](child);
      const found = event.target.matches?.("input[type=text]") ? this.childOf(event) : null;
      if (found?.type !== POINTS) return false;
      const list = found.block.childBlocks.items;
      const index = list.children.findIndex((one) => one.element.contains(event.target));
      if (name === "enter") return this.enterInPoint(found, list, index);
      return name === "backspace" && this.backspaceInPoint(found, list, index);
    }

    enter(child) {
      if (child.type === HEADING) return this.enterInHeading(child);
      const state = stateOf(child);
      if (window.draftail.DraftUtils.getCommandPalettePrompt(state)) return false;
      const { stateBefore, stateAfter, shouldMoveCommentFn } = window.draftail.splitState(carets.withoutSelected(state));
      this.stream.withoutFocus(() => child.split(stateBefore, stateAfter, shouldMoveCommentFn, { animate: false }));
      toStart(this.stream.children[child.index + 1]);
      return true;
    }

    /** A paragraph follows, with the words behind the caret; at the start of the words it goes before them. */
    enterInHeading(child) {
      const line = lineOf(child);
      const { selectionStart: start, selectionEnd: end, value } = line;
      if (value && !end) {
        this.stream.withoutFocus(() => this.addParagraph(child.index));
        carets.placeInLine(line, 0);
        return true;
      }
      if (end < value.length || start < end) carets.write(line, value.slice(0, start).trimEnd());
      toStart(this.addParagraph(child.index + 1, stored(unstyled(value.slice(end).trim()))));
      return true;
    }

    backspace(child) {
      const before = this.stream.children[child.index - 1];
      if (!carets.isAtEdge(child, false)) return false;
      if (isEmpty(child) && (before || child.type === HEADING)) return this.leave(child);
      if (!before || !isText(before)) return false;
      if (before.type === PARAGRAPH && child.type === PARAGRAPH) return this.join(before, child);
      if (!isEmpty(before)) return false;
      this.stream.deleteBlock(before.index);
      toStart(child);
      return true;
    }

    /** Delete, at the end of the words. */
    remove(child) {
      const after = this.stream.children[child.index + 1];
      if (!after || !carets.isAtEdge(child, true)) return false;
      if (after.type === PARAGRAPH && child.type === PARAGRAPH) return this.join(child, after);
      if (isText(after) && isEmpty(after)) {
        this.stream.deleteBlock(after.index);
        toEnd(child);
        return true;
      }
      if (!isEmpty(child)) return false;
      this.stream.deleteBlock(child.index);
      toStart(after);
      return true;
    }

    /** Out of an empty block, which goes, to the end of the one before it. */
    leave(child) {
      const { index } = child;
      this.stream.deleteBlock(index);
      if (index) toEnd(this.stream.children[index - 1]);
      else toStart(this.stream.children[0] || this.addParagraph(0));
      return true;
    }

    /** Two paragraphs become the first; the caret stands where they met. */
    join(before, child) {
      const end = carets.lastOf(before);
      if (!isEmpty(child)) {
        const content = stateOf(child).getCurrentContent();
        editorOf(before).onChange(carets.withInserted(carets.caretBehind(stateOf(before)), content));
      }
      this.stream.deleteBlock(child.index);
      carets.place(before, end.getKey(), end.getLength());
      return true;
    }

    up(child) {
      return carets.isOnOuterLine(child, "top") && this.back(child);
    }

    down(child) {
      return carets.isOnOuterLine(child, "bottom") && this.on(child);
    }

    left(child) {
      return this.aside(child, this.isRightToLeft(child));
    }

    right(child) {
      return this.aside(child, !this.isRightToLeft(child));
    }

    isRightToLeft(child) {
      const field = child.type === HEADING ? lineOf(child) : child.element.querySelector("[contenteditable=true]");
      return getComputedStyle(field).direction === "rtl";
    }

    aside(child, onwards) {
      return carets.isAtEdge(child, onwards) && (onwards ? this.on(child) : this.back(child));
    }

    back(child) {
      const before = this.stream.children[child.index - 1];
      if (isText(before)) toEnd(before);
      return isText(before);
    }

    on(child) {
      const after = this.stream.children[child.index + 1];
      if (isText(after)) toStart(after);
      return isText(after);
    }

    // ---- key points: a list of lines

    /** The next point; from an empty last one, or when no more are allowed, on to the text. */
    enterInPoint(child, list, index) {
      const { children, blockDef } = list;
      const line = lineOf(children[index]);
      const isLast = index === children.length - 1;
      if (!line.value.trim() && isLast && index) {
        list.deleteBlock(index);
        return this.goOnBehind(child);
      }
      if (children.length >= (blockDef.meta.maxNum || Infinity)) {
        if (isLast) return this.goOnBehind(child);
        carets.placeInLine(lineOf(children[index + 1]), 0);
        return true;
      }
      const { selectionStart: start, selectionEnd: end, value } = line;
      if (start < value.length) carets.write(line, value.slice(0, start).trimEnd());
      const next = list.insert(value.slice(end).trim(), index + 1, { id: newId() });
      carets.placeInLine(lineOf(next), 0);
      return true;
    }

    backspaceInPoint(child, list, index) {
      if (lineOf(list.children[index]).value) return false;
      if (list.children.length === 1) return this.leave(child);
      list.deleteBlock(index);
      const line = lineOf(list.children[Math.max(0, index - 1)]);
      carets.placeInLine(line, index ? line.value.length : 0);
      return true;
    }

    goOnBehind(child) {
      const after = this.stream.children[child.index + 1];
      toStart(after?.type === PARAGRAPH && isEmpty(after) ? after : this.addParagraph(child.index + 1));
      return true;
    }
  }

  window.broadsheet = { ...window.broadsheet, Text };
})();
