// The text of a story in the editor: one paragraph is one block. Enter begins the next, Backspace at the start joins
// it to the one before, the arrows go from one to the other, and what is pasted becomes blocks of its own.
(() => {
  const { pasted, waiting } = window.broadsheet;
  const PARAGRAPH = "paragraph";
  const FIRST_FIELD = ["[contenteditable=true]", "[role=textbox]", "textarea", "input:not([type=hidden])"]
    .map((field) => `.desk-text [data-streamfield-child] ${field}`)
    .join();
  const KEPT = "kept"; // shown where it is, never offered: nobody can write a block of a kind that is not installed

  /** A block's identity, which claims and corrections hold on to. (randomUUID is for secure contexts only.) */
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  // -- text as the editor stores it (Draft.js's raw content)

  const key = () => Math.random().toString(36).slice(2, 7);

  function contentOf(runs) {
    const content = { entityMap: {}, blocks: [] };
    const block = { key: key(), text: "", type: "unstyled", depth: 0, inlineStyleRanges: [], entityRanges: [], data: {} };
    let link = null;
    for (const { words, styles, url } of runs) {
      const place = { offset: block.text.length, length: words.length };
      styles.forEach((style) => block.inlineStyleRanges.push({ ...place, style }));
      if (url && link?.url === url) {
        link.range.length += words.length;
      } else if (url) {
        const number = Object.keys(content.entityMap).length;
        content.entityMap[number] = { type: "LINK", mutability: "MUTABLE", data: { url } };
        link = { url, range: { ...place, key: number } };
        block.entityRanges.push(link.range);
      }
      if (!url) link = null;
      block.text += words;
    }
    content.blocks.push(block);
    return content;
  }

  const stored = (runs) => JSON.stringify(contentOf(runs));

  // -- the editor of one paragraph

  const editorOf = (child) => child.block.widget.input.draftailEditor;

  function place(child, blockKey, offset) {
    const { EditorState, SelectionState } = window.DraftJS;
    const editor = editorOf(child);
    child.element.querySelector("[contenteditable=true]").focus();
    const selection = SelectionState.createEmpty(blockKey).merge({
      anchorOffset: offset,
      focusOffset: offset,
      hasFocus: true,
    });
    editor.onChange(EditorState.forceSelection(editor.getEditorState(), selection));
  }

  const firstOf = (child) => editorOf(child).getEditorState().getCurrentContent().getFirstBlock();
  const lastOf = (child) => editorOf(child).getEditorState().getCurrentContent().getLastBlock();
  const toStart = (child) => place(child, firstOf(child).getKey(), 0);
  const toEnd = (child) => place(child, lastOf(child).getKey(), lastOf(child).getLength());
  const isEmpty = (child) => !editorOf(child).getEditorState().getCurrentContent().hasText();

  /** Put `content` (Draft's) where the caret of `state` is; the caret stands behind it. */
  function withInserted(state, content) {
    const { EditorState, Modifier } = window.DraftJS;
    const made = Modifier.replaceWithFragment(state.getCurrentContent(), state.getSelection(), content.getBlockMap());
    return EditorState.push(state, made, "insert-fragment");
  }

  const draft = (runs) => window.DraftJS.convertFromRaw(contentOf(runs));

  function caretBehind(state) {
    return window.DraftJS.EditorState.moveSelectionToEnd(state);
  }

  // -- the story's text

  class Text {
    constructor(stream) {
      this.stream = stream;
      const element = stream.container[0];
      element.classList.add("desk-text");
      element.addEventListener("paste", (event) => this.paste(event), true);
      element.addEventListener("keydown", (event) => this.keydown(event), true);
    }

    /** The paragraph that an event happened in; none when it was elsewhere, as in a link's own window. */
    paragraphOf(event) {
      if (!event.target.closest?.("[data-draftail-editor-wrapper] [contenteditable=true]")) return null;
      const found = this.stream.children.find((child) => child.element.contains(event.target));
      return found?.type === PARAGRAPH ? found : null;
    }

    // ---- pasting

    paste(event) {
      const child = this.paragraphOf(event);
      const pieces = child && event.clipboardData ? this.piecesOf(event.clipboardData) : [];
      if (!pieces.length) return;
      event.preventDefault();
      event.stopPropagation();
      this.insert(child, pieces);
    }

    piecesOf(clipboard) {
      const html = clipboard.getData("text/html");
      const pieces = html ? pasted.fromHtml(html) : [];
      return pieces.length ? pieces : pasted.fromText(clipboard.getData("text/plain"));
    }

    insert(child, pieces) {
      const whole = this.withoutSelected(editorOf(child).getEditorState());
      if (pieces.length === 1 && pieces[0].kind === PARAGRAPH) {
        editorOf(child).onChange(withInserted(whole, draft(pieces[0].text)));
        return;
      }
      const { stateBefore, stateAfter } = window.draftail.splitState(whole);
      const rest = stateAfter.getCurrentContent().hasText() ? stateAfter : null;
      const [first, ...others] = pieces;
      const inPlace = first.kind === PARAGRAPH;
      let index = child.index;
      if (inPlace) {
        editorOf(child).onChange(withInserted(caretBehind(stateBefore), draft(first.text)));
      } else if (stateBefore.getCurrentContent().hasText()) {
        editorOf(child).onChange(stateBefore);
      } else {
        this.stream.deleteBlock(index);
        index -= 1;
      }
      const inserted = (inPlace ? others : pieces).map((piece, n) => this.add(piece, index + 1 + n));
      this.putRest(inserted[inserted.length - 1] || child, rest);
    }

    withoutSelected(state) {
      const { EditorState, Modifier } = window.DraftJS;
      if (state.getSelection().isCollapsed()) return state;
      const made = Modifier.removeRange(state.getCurrentContent(), state.getSelection(), "backward");
      return EditorState.push(state, made, "remove-range");
    }

    /** What stood behind the caret goes on behind what was pasted. */
    putRest(last, rest) {
      if (!rest) {
        if (last.type === PARAGRAPH) toEnd(last);
        return;
      }
      if (last.type !== PARAGRAPH) {
        toStart(this.stream.insert({ type: PARAGRAPH, value: rest, id: newId() }, last.index + 1));
        return;
      }
      const end = lastOf(last);
      const state = caretBehind(editorOf(last).getEditorState());
      editorOf(last).onChange(withInserted(state, rest.getCurrentContent()));
      place(last, end.getKey(), end.getLength());
    }

    add(piece, index) {
      return this.stream.insert({ type: piece.kind, value: this.valueOf(piece), id: newId() }, index);
    }

    valueOf(piece) {
      if (piece.kind === PARAGRAPH) return stored(piece.text);
      if (piece.kind === "heading") return piece.text;
      const empty = this.stream.blockDef.initialChildStates[piece.kind];
      if (piece.kind === "quote") return { ...empty, words: piece.text };
      const items = piece.items.map((item) => ({ value: stored(item), id: newId() }));
      return { ...empty, numbered: piece.numbered, items };
    }

    // ---- keys

    keydown(event) {
      const { key: pressed, isComposing, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (isComposing || ctrlKey || metaKey || altKey || shiftKey) return;
      const act = { Enter: "enter", Backspace: "backspace", ArrowUp: "up", ArrowDown: "down" }[pressed];
      const child = act && this.paragraphOf(event);
      if (!child || !this[act](child)) return;
      event.preventDefault();
      event.stopPropagation();
    }

    enter(child) {
      const state = editorOf(child).getEditorState();
      if (window.draftail.DraftUtils.getCommandPalettePrompt(state)) return false;
      const { stateBefore, stateAfter, shouldMoveCommentFn } = window.draftail.splitState(this.withoutSelected(state));
      this.stream.withoutFocus(() => child.split(stateBefore, stateAfter, shouldMoveCommentFn, { animate: false }));
      toStart(this.stream.children[child.index + 1]);
      return true;
    }

    backspace(child) {
      const selection = editorOf(child).getEditorState().getSelection();
      const first = firstOf(child);
      const atStart = selection.isCollapsed() && selection.getStartKey() === first.getKey() && !selection.getStartOffset();
      const before = this.stream.children[child.index - 1];
      if (!atStart || !before) return false;
      if (before.type !== PARAGRAPH) {
        if (!isEmpty(child)) return false;
        this.stream.deleteBlock(child.index);
        before.focus();
        return true;
      }
      const end = lastOf(before);
      if (!isEmpty(child)) {
        const content = editorOf(child).getEditorState().getCurrentContent();
        editorOf(before).onChange(withInserted(caretBehind(editorOf(before).getEditorState()), content));
      }
      this.stream.deleteBlock(child.index);
      place(before, end.getKey(), end.getLength());
      return true;
    }

    up(child) {
      const before = this.stream.children[child.index - 1];
      if (before?.type !== PARAGRAPH || !this.onOuterLine(child, "top")) return false;
      toEnd(before);
      return true;
    }

    down(child) {
      const after = this.stream.children[child.index + 1];
      if (after?.type !== PARAGRAPH || !this.onOuterLine(child, "bottom")) return false;
      toStart(after);
      return true;
    }

    /** Whether the caret is on the first (`top`) or last (`bottom`) line as it is set on the screen. */
    onOuterLine(child, side) {
      if (window.draftail.DraftUtils.getCommandPalettePrompt(editorOf(child).getEditorState())) return false;
      if (isEmpty(child)) return true;
      const selected = window.getSelection();
      const caret = selected.rangeCount && selected.isCollapsed ? selected.getRangeAt(0).getClientRects()[0] : null;
      const text = child.element.querySelector("[contenteditable=true]")?.getBoundingClientRect();
      return Boolean(caret && text && Math.abs(caret[side] - text[side]) < caret.height);
    }
  }

  // -- the list of blocks

  /** `kind` is what children of streams are made of; Wagtail does not give it a name. */
  function makeButtonsLater(kind) {
    if (Object.hasOwn(kind, "addActionButton")) return;
    const { addActionButton } = kind;
    kind.addActionButton = function (button) {
      const add = (one) => addActionButton.call(this, one);
      if (this.type !== PARAGRAPH || this.buttons?.made) {
        add(button);
        return;
      }
      this.buttons = this.buttons || new waiting.Buttons(this, add);
      this.buttons.list.push(button);
    };
  }

  class Stream extends window.wagtailStreamField.blocks.StreamBlock {
    /** Wagtail puts the caret into what is inserted a moment later, when it may have gone elsewhere already. */
    withoutFocus(act) {
      this.quiet = true;
      act();
      this.quiet = false;
    }

    /** Wagtail would count the whole after each block, and let the page see each while it is made. */
    setState(blocks) {
      this.clear();
      this.isBuilt = false;
      blocks.forEach((block, index) => this.insert(block, index));
      this.putDown();
      this.isBuilt = true;
      this.blockCountChanged();
    }

    blockCountChanged() {
      if (this.isBuilt !== false) super.blockCountChanged();
    }

    /** Marks paragraphs for the style sheet, also those that come later. */
    _insert(kind, value, id, index, options) {
      const isParagraph = kind.name === PARAGRAPH;
      if (this.isBuilt === false && isParagraph && this.hasParagraph && value !== "null") this.takeUp(index);
      else this.putDown();
      const child = super._insert(kind, value, id, index, this.quiet ? { ...options, focus: false } : options);
      makeButtonsLater(Object.getPrototypeOf(child));
      if (isParagraph) this.mark(child);
      return child;
    }

    mark(child) {
      this.hasParagraph = true;
      child.element.classList.add("desk-paragraph");
      child.element.querySelector("[data-panel-anchor]")?.removeAttribute("data-panel-anchor"); // the outline has none
    }

    /** Paragraphs are made beside the page, and come into it together. What stands there is where the next goes. */
    takeUp(index) {
      if (this.inHand) return;
      const before = this.inserters[index].element;
      this.inHand = document.createElement("div");
      this.gap = document.createComment("");
      before.replaceWith(this.gap);
      this.inHand.append(before);
    }

    putDown() {
      if (!this.inHand) return;
      this.gap.replaceWith(...this.inHand.childNodes);
      this.inHand = null;
    }

    _createInsertionControl(place, options) {
      const make = (where, index) => super._createInsertionControl(where, { ...options, index });
      if (this.isBuilt !== false) return make(place, options.index);
      const { title } = this.inserters[0].element.querySelector("button");
      return new waiting.Between(place, options.index, title, make);
    }
  }

  class BodyDefinition extends window.wagtailStreamField.blocks.StreamBlockDefinition {
    constructor(name, grouped, ...rest) {
      super(name, grouped, ...rest);
      const offered = grouped.map(([label, kinds]) => [label, kinds.filter((kind) => kind.name !== KEPT)]);
      this.groupedChildBlockDefs = offered.filter(([, kinds]) => kinds.length);
    }

    /** A text of which only a part could be made must not be saved in place of the whole: its fields go away. */
    whole(place, prefix, ...more) {
      try {
        return new Stream(this, place, prefix, ...more);
      } catch (error) {
        document.getElementsByName(`${prefix}-count`)[0]?.parentNode.remove();
        throw error;
      }
    }

    render(...given) {
      const stream = this.whole(...given);
      if (!stream.children.length) stream.insert({ type: PARAGRAPH, value: stored([]), id: newId() }, 0);
      stream.text = new Text(stream);
      return stream;
    }
  }
  window.telepath.register("broadsheet.desk.Body", BodyDefinition);

  /** Enter goes on as one writes: from the headline, which is set on several lines and is one, to the standfirst, and from
   *  there to the text. Shift+Enter breaks a line of the standfirst. */
  document.addEventListener("keydown", (event) => {
    const { key: pressed, isComposing, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    if (pressed !== "Enter" || isComposing || ctrlKey || metaKey || altKey) return;
    const next = target.matches?.("textarea[data-one-line]")
      ? document.getElementById("id_standfirst")
      : target.id === "id_standfirst" && !shiftKey && document.querySelector(FIRST_FIELD);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
})();
