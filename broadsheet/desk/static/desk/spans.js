// What is selected over several blocks of a story. Each paragraph is an editor of its own, and a browser selects inside
// one alone: so a span has an anchor, where it began, and a head, which moves. Where an end is in a paragraph, words are
// selected; every other block (heading, list, picture) is taken whole. The paragraph of the head has the focus, and the
// browser's own selection from its edge to the head: there the keys do what they always do.
(() => {
  const { carets, copied, history, points } = window.broadsheet;
  const { PARAGRAPH, isRich, editorOf, stateOf, isEmpty } = carets;
  const NAME = "desk-taken"; // of the class of whole blocks, and of the highlighted words
  const UPRIGHT = { ArrowUp: false, ArrowDown: true };
  const SIDEWAYS = { ArrowLeft: false, ArrowRight: true };
  const OUTERMOST = { Home: false, End: true };
  const STYLES = { KeyB: "BOLD", KeyI: "ITALIC" };

  const isOneOf = (keys, key) => Object.hasOwn(keys, key);
  const isWholeField = ({ selectionStart, selectionEnd, value }) => !selectionStart && selectionEnd === value.length;

  class Spans {
    /** A span is {anchor, head}, and each of them {block, key, offset}, without key and offset where it is taken whole. */
    constructor(stream, keys, steps) {
      Object.assign(this, { stream, keys, steps, span: null, origin: null });
      [this.element] = stream.container;
      const listen = (kind, act, on = this.element) => on.addEventListener(kind, act, true);
      listen("mousedown", (event) => this.press(event));
      listen("mousemove", (event) => this.drag(event), document);
      listen("mouseup", (event) => this.release(event), document);
      listen("dragstart", () => (this.origin = null));
      listen("focusout", ({ relatedTarget: to }) => to && !this.element.contains(to) && this.leave());
      for (const kind of ["copy", "cut"]) listen(kind, (event) => this.copy(event));
    }

    // ---- what is selected

    /** The numbers of the first and the last block of a span; null when there is none. */
    range() {
      if (!this.span) return null;
      const [first, last] = this.ends();
      return { from: first.block.index, to: last.block.index };
    }

    /** Its ends in the order of the text. */
    ends() {
      const { anchor } = this.span;
      const head = this.head();
      return anchor.block.index <= head.block.index ? [anchor, head] : [head, anchor];
    }

    /** Where it is now: keys move it in its paragraph without our doing. */
    head() {
      const { head } = this.span;
      if (!head.key || this.origin) return head;
      const selection = stateOf(head.block).getSelection();
      return { block: head.block, key: selection.getFocusKey(), offset: selection.getFocusOffset() };
    }

    blocks() {
      const { from, to } = this.range();
      return this.stream.children.slice(from, to + 1);
    }

    leave() {
      this.span = null;
      this.paint();
    }

    /** The browser shows the selection of the paragraph that has the focus itself. */
    paint() {
      this.element.querySelectorAll(`.${NAME}`).forEach((element) => element.classList.remove(NAME));
      this.element.classList.toggle("desk-spanning", Boolean(this.span));
      window.CSS.highlights?.delete(NAME);
      this.tell();
      if (!this.span) return;
      const [first, last] = this.ends();
      const ranges = [];
      for (const block of this.blocks()) {
        const end = [first, last].find((one) => one.block === block && one.key);
        if (!end || !window.CSS.highlights) block.element.classList.add(NAME);
        else ranges.push(end === first ? points.rangeBetween(block, end, points.endOf(block)) : points.rangeBetween(block, points.startOf(block), end));
      }
      window.CSS.highlights?.set(NAME, new window.Highlight(...ranges));
    }

    /** For who does not see it. */
    tell() {
      const place = document.querySelector("[data-spanning]");
      if (place) place.textContent = this.span ? place.dataset.spanning.replace("{count}", this.blocks().length) : "";
    }

    // ---- by mouse

    press(event) {
      if (event.button) return;
      if (event.shiftKey && this.stretchTo(event)) {
        event.preventDefault();
        return;
      }
      this.leave();
      const line = this.keys.lineAt(event);
      this.origin = line && { ...line, anchor: null };
    }

    /** From where the caret is to where somebody clicked, when that is another block. */
    stretchTo(event) {
      const line = this.keys.lineAt({ target: document.activeElement });
      const anchor = this.span?.anchor ?? (line && this.anchorIn(line));
      const block = this.keys.blockAt(event.target);
      if (!anchor || !block || (block === anchor.block && !this.span)) return false;
      this.goTo(anchor, this.endAt(block, event));
      return true;
    }

    anchorIn({ child, block }) {
      if (block.type !== PARAGRAPH) return { block };
      const { anchorNode, anchorOffset } = window.getSelection();
      return { block, ...(points.placeOf(child, anchorNode, anchorOffset) ?? points.startOf(child)) };
    }

    endAt(block, { clientX, clientY }) {
      return block.type === PARAGRAPH ? { block, ...points.placeAt(block, clientX, clientY) } : { block };
    }

    drag(event) {
      if (!this.origin || !(event.buttons & 1)) return;
      const block = this.blockAtHeight(event.clientY);
      if (block === this.origin.block) {
        if (this.span) this.leave();
        return;
      }
      this.origin.anchor ??= this.anchorIn(this.origin);
      this.span = { anchor: this.origin.anchor, head: this.endAt(block, event) };
      this.paint();
    }

    blockAtHeight(y) {
      const { children } = this.stream;
      return children.find(({ element }) => element.getBoundingClientRect().bottom >= y) ?? children.at(-1);
    }

    release(event) {
      const wasDragged = this.origin && this.span;
      this.origin = null;
      if (!wasDragged) return;
      event.stopPropagation(); // an editor would look for the selection in itself
      this.goTo(this.span.anchor, this.span.head);
    }

    // ---- where the span ends

    /** The head goes there; inside the anchor's own paragraph the selection is the browser's again. */
    goTo(anchor, head) {
      if (head.block === anchor.block && head.key && anchor.key) {
        this.leave();
        this.select(head.block, anchor, head);
        return;
      }
      this.span = { anchor, head };
      if (head.key) {
        const isBehind = head.block.index > anchor.block.index;
        this.select(head.block, isBehind ? points.startOf(head.block) : points.endOf(head.block), head);
      }
      head.block.element.scrollIntoView({ block: "nearest" });
      this.paint();
    }

    select(block, from, to) {
      const state = stateOf(block);
      const blocks = state.getCurrentContent().getBlockMap().keySeq().toArray();
      const isBackward = from.key === to.key ? from.offset > to.offset : blocks.indexOf(from.key) > blocks.indexOf(to.key);
      const selection = state.getSelection().merge({
        ...{ anchorKey: from.key, anchorOffset: from.offset, focusKey: to.key, focusOffset: to.offset, isBackward },
      });
      carets.forceFocus(block, window.DraftJS.EditorState.acceptSelection(state, selection));
    }

    // ---- by keys

    /** Whether the key did something of ours. `line` is where the caret is. */
    keydown(event, line) {
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
      if (isCommand && !event.shiftKey && event.code === "KeyA") return this.selectAll(line);
      if (event.shiftKey && !event.altKey) {
        if (isOneOf(UPRIGHT, event.key)) return this.stretch(line, UPRIGHT[event.key], true);
        if (isOneOf(SIDEWAYS, event.key)) return this.stretch(line, SIDEWAYS[event.key] !== this.isRightToLeft(), false);
        if (isOneOf(OUTERMOST, event.key)) return isCommand && this.stretchOut(line, OUTERMOST[event.key]);
      }
      return Boolean(this.span) && this.keydownOver(event, isCommand);
    }

    isRightToLeft() {
      return getComputedStyle(this.element).direction === "rtl";
    }

    keydownOver(event, isCommand) {
      const { key } = event;
      if (isCommand) return isOneOf(STYLES, event.code) && this.style(STYLES[event.code]);
      if (key === "Delete" || key === "Backspace") return this.remove();
      if (key === "Enter") return this.remove() && this.keys.act(key, this.keys.lineAt({ target: document.activeElement }));
      if (isOneOf(UPRIGHT, key)) return this.collapse(UPRIGHT[key]);
      if (isOneOf(SIDEWAYS, key)) return this.collapse(SIDEWAYS[key] !== this.isRightToLeft());
      if (isOneOf(OUTERMOST, key)) return this.collapse(OUTERMOST[key]);
      if (key === "Escape") return this.collapse(this.span.anchor.block.index < this.span.head.block.index);
      if (isTyped(event)) {
        this.remove(); // the sign itself comes to where the caret is now
        event.stopPropagation();
      } else this.leave();
      return false;
    }

    /** All of the text, once all of a line is selected. */
    selectAll(line) {
      if (!this.span && !(line && isAllSelected(line.child))) return false;
      const { children } = this.stream;
      this.span = { anchor: { block: children[0] }, head: { block: children.at(-1) } };
      this.paint();
      return true;
    }

    /** Over the edge of a block, or from a whole one to the next. */
    stretch(line, onwards, isUpright) {
      const { span } = this;
      const at = span ? span.head.block : line?.block;
      const isInside = span ? span.head.key : line;
      if (!at || (isInside && !this.isAtEdge(span ? span.head.block : line.child, onwards, isUpright))) return false;
      const anchor = span?.anchor ?? this.anchorIn(line);
      if (!span && line.list?.children.length > 1) this.goTo(anchor, { block: at });
      else this.stretchOver(anchor, this.stream.children[at.index + (onwards ? 1 : -1)], onwards, isUpright);
      return true;
    }

    isAtEdge(child, onwards, isUpright) {
      if (isUpright) return carets.focusIsOnOuterLine(child, onwards ? "bottom" : "top");
      if (isRich(child)) return carets.focusIsAtEdge(child, onwards);
      const { selectionStart, selectionEnd, selectionDirection, value } = carets.lineOf(child);
      return (selectionDirection === "backward" ? selectionStart : selectionEnd) === (onwards ? value.length : 0);
    }

    stretchOver(anchor, block, onwards, isUpright) {
      if (!block) return;
      const box = carets.focusBox();
      block.element.scrollIntoView({ block: "nearest" });
      if (block.type !== PARAGRAPH || (block === anchor.block && !anchor.key)) this.goTo(anchor, { block });
      else if (isUpright && box) this.goTo(anchor, { block, ...points.placeOnOuterLine(block, box.left, onwards) });
      else this.goTo(anchor, { block, ...(onwards ? points.startOf(block) : points.endOf(block)) });
    }

    /** To the end or the beginning of the text. */
    stretchOut(line, onwards) {
      const anchor = this.span?.anchor ?? (line && this.anchorIn(line));
      const block = this.stream.children.at(onwards ? -1 : 0);
      if (!anchor || (block === anchor.block && !this.span)) return false;
      const place = block.type === PARAGRAPH && (onwards ? points.endOf(block) : points.startOf(block));
      this.goTo(anchor, { block, ...place });
      return true;
    }

    /** The caret alone, at the end or the beginning. */
    collapse(onwards) {
      const { block, key, offset } = this.ends()[onwards ? 1 : 0];
      this.leave();
      if (key) carets.place(block, key, offset);
      else this.keys.goInto(block, onwards);
      return true;
    }

    // ---- what is done with it

    remove() {
      const { from, to } = this.range();
      this.steps.step(from, to, () => this.takeOut());
      return true;
    }

    /** Take out what is selected, as a part of a step; the paragraph where the caret stands then. */
    takeOut() {
      const [first, last] = this.ends();
      const blocks = this.blocks();
      const rest = last.key && carets.withoutBefore(stateOf(last.block), last);
      this.leave();
      const kept = first.key ? first.block : rest ? last.block : this.keys.addParagraph(first.block.index);
      const at = first.key ?? carets.firstOf(kept).getKey();
      if (first.key) {
        const state = carets.caretBehind(carets.withoutBehind(stateOf(kept), first));
        editorOf(kept).onChange(rest ? carets.withInserted(state, rest.getCurrentContent()) : state);
      } else if (rest) editorOf(kept).onChange(rest);
      history.takeCommentsAlong(last.block, [kept]);
      blocks.filter((block) => block !== kept).forEach((block) => this.stream.deleteBlock(block.index));
      if (first.key) carets.place(kept, at, first.offset);
      else carets.toStart(kept);
      return kept;
    }

    copy(event) {
      if (!this.span || !event.clipboardData) return;
      copied.copy(this.pieces(), event.clipboardData);
      event.preventDefault();
      event.stopPropagation();
      if (event.type === "cut") this.remove();
    }

    /** What is selected of each block: the block itself, or {id, content} of a paragraph of which it is a part. */
    pieces() {
      const [first, last] = this.ends();
      return this.blocks().flatMap((block) => {
        if (![first, last].some((end) => end.block === block && end.key)) return [block];
        let state = stateOf(block);
        if (block === last.block && last.key) state = carets.withoutBehind(state, last);
        if (block === first.block && first.key) state = carets.withoutBefore(state, first);
        const content = state.getCurrentContent();
        if (content.getPlainText() === stateOf(block).getCurrentContent().getPlainText()) return [block];
        return content.hasText() ? [{ id: block.id, content }] : [];
      });
    }

    /** Bold or slanted, all of it; or not, when all of it is already. */
    style(name) {
      const [first, last] = this.ends();
      const parts = this.blocks().filter(isRich).filter((block) => !isEmpty(block));
      const within = parts.map((block) => ({
        block,
        from: block === first.block && first.key ? first : points.startOf(block),
        to: block === last.block && last.key ? last : points.endOf(block),
      }));
      const isOn = within.every(({ block, from, to }) => carets.isStyled(stateOf(block), from, to, name));
      for (const { block, from, to } of within) editorOf(block).onChange(carets.withStyle(stateOf(block), from, to, name, !isOn));
      this.paint();
      return true;
    }
  }

  const isAllSelected = (child) =>
    isRich(child) ? isEmpty(child) || carets.isAllSelected(stateOf(child)) : isWholeField(carets.lineOf(child));

  /** Whether the key writes something; in a language that is composed its sign is not known yet. */
  const isTyped = (event) =>
    (event.key.length === 1 && (!event.altKey || event.getModifierState("AltGraph"))) || ["Process", "Dead"].includes(event.key);

  window.broadsheet = { ...window.broadsheet, spans: { Spans } };
})();
