// Text as the editor stores it, and where the caret is in it: in a paragraph or an item of a list, which are editors of
// Draft.js, and in a heading or a key point, which are fields of one line.
(() => {
  const PARAGRAPH = "paragraph";
  const HEADING = "heading";

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

  /** Of runs {words, styles: [name], url}. */
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
  const draft = (runs) => window.DraftJS.convertFromRaw(contentOf(runs));
  const unstyled = (words) => (words ? [{ words, styles: [], url: "" }] : []);

  /** The other way: of Draft's content, as runs. */
  function runsOf(content) {
    const runs = [];
    content.getBlocksAsArray().forEach((block, n) => {
      if (n) runs.push({ words: "\n", styles: [], url: "" });
      const text = block.getText();
      block.getCharacterList().forEach((sign, at) => {
        const entity = sign.getEntity() && content.getEntity(sign.getEntity());
        const run = { words: text[at], styles: sign.getStyle().toArray(), url: (entity && entity.getData().url) || "" };
        const last = runs[runs.length - 1];
        if (last && last.url === run.url && `${last.styles}` === `${run.styles}`) last.words += run.words;
        else runs.push(run);
      });
    });
    return runs;
  }

  // -- the editor of one paragraph, and the field of one heading

  const widgetOf = (child) => child.block.widget;
  const isRich = (child) => "draftailEditor" in (widgetOf(child)?.input ?? {});
  const isLine = (child) => widgetOf(child)?.input?.type === "text";
  const editorOf = (child) => widgetOf(child).input.draftailEditor;
  const stateOf = (child) => editorOf(child).getEditorState();
  const firstOf = (child) => stateOf(child).getCurrentContent().getFirstBlock();
  const lastOf = (child) => stateOf(child).getCurrentContent().getLastBlock();
  const lineOf = (child) => child.element.querySelector("input[type=text]");
  const fieldOf = (child) => child.element.querySelector(isRich(child) ? "[contenteditable=true]" : "input[type=text]");

  /** What it holds: of an editor that has not begun as it is stored (see later.js), otherwise its state. */
  const heldBy = (child) => (widgetOf(child).real === null ? widgetOf(child).getValue() : stateOf(child));

  function place(child, blockKey, offset) {
    const { EditorState, SelectionState } = window.DraftJS;
    child.element.querySelector("[contenteditable=true]").focus();
    const selection = SelectionState.createEmpty(blockKey).merge({
      anchorOffset: offset,
      focusOffset: offset,
      hasFocus: true,
    });
    editorOf(child).onChange(EditorState.forceSelection(stateOf(child), selection));
  }

  /** The editor gets this state, and the caret stands in it where the state has it. */
  function forceFocus(child, state) {
    fieldOf(child).focus();
    const selection = state.getSelection().set("hasFocus", true);
    editorOf(child).onChange(window.DraftJS.EditorState.forceSelection(state, selection));
  }

  const hasStyle = (child, style) =>
    stateOf(child)
      .getCurrentContent()
      .getBlocksAsArray()
      .some((block) => block.getCharacterList().some((sign) => sign.hasStyle(style)));

  function placeInLine(line, offset) {
    line.focus();
    line.setSelectionRange(offset, offset);
  }

  /** The words of a field of one line; the page is told, as if they had been typed. */
  function write(line, words) {
    line.value = words;
    for (const kind of ["input", "change"]) line.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  function toStart(child) {
    if (isRich(child)) place(child, firstOf(child).getKey(), 0);
    else if (isLine(child)) placeInLine(lineOf(child), 0);
    else child.focus();
  }

  function toEnd(child) {
    if (isRich(child)) place(child, lastOf(child).getKey(), lastOf(child).getLength());
    else if (isLine(child)) placeInLine(lineOf(child), lineOf(child).value.length);
    else child.focus();
  }

  const isEmpty = (child) => (isRich(child) ? !stateOf(child).getCurrentContent().hasText() : !lineOf(child).value.trim());

  /** Whether the caret is before (`end` false) or behind all words, and nothing is selected. */
  function isAtEdge(child, end) {
    if (!isRich(child)) return lineIsAtEdge(lineOf(child), end);
    const selection = stateOf(child).getSelection();
    return selection.isCollapsed() && focusIsAtEdge(child, end);
  }

  /** The same of the end of what is selected that moves with the keys. */
  function focusIsAtEdge(child, end) {
    const selection = stateOf(child).getSelection();
    const block = end ? lastOf(child) : firstOf(child);
    return selection.getFocusKey() === block.getKey() && selection.getFocusOffset() === (end ? block.getLength() : 0);
  }

  const lineIsAtEdge = ({ selectionStart, selectionEnd, value }, end) =>
    selectionStart === selectionEnd && selectionStart === (end ? value.length : 0);

  /** Where on the screen the end of what is selected is that moves with the keys; null where no words are. */
  function focusBox() {
    const { focusNode, focusOffset } = window.getSelection();
    if (!focusNode) return null;
    const range = document.createRange();
    range.setStart(focusNode, focusOffset);
    return range.getClientRects()[0] ?? null;
  }

  /** Whether that is on the first (`top`) or last (`bottom`) line of an editor as it is set on the screen. */
  function focusIsOnOuterLine(child, side) {
    if (!isRich(child) || isEmpty(child)) return true;
    const box = focusBox();
    const text = fieldOf(child)?.getBoundingClientRect();
    return Boolean(box && text && Math.abs(box[side] - text[side]) < box.height);
  }

  /** The same of the caret, when nothing is selected. */
  function isOnOuterLine(child, side) {
    if (!isRich(child)) return true;
    if (window.draftail.DraftUtils.getCommandPalettePrompt(stateOf(child))) return false;
    return stateOf(child).getSelection().isCollapsed() && focusIsOnOuterLine(child, side);
  }

  // -- changes of an editor's state

  /** Put `content` (Draft's) where the caret of `state` is; the caret stands behind it. */
  function withInserted(state, content) {
    const { EditorState, Modifier } = window.DraftJS;
    const made = Modifier.replaceWithFragment(state.getCurrentContent(), state.getSelection(), content.getBlockMap());
    return EditorState.push(state, made, "insert-fragment");
  }

  function withoutSelected(state) {
    const { EditorState, Modifier } = window.DraftJS;
    if (state.getSelection().isCollapsed()) return state;
    const made = Modifier.removeRange(state.getCurrentContent(), state.getSelection(), "backward");
    return EditorState.push(state, made, "remove-range");
  }

  /** The selected words lead there; the caret stands behind them. */
  function withLink(state, url) {
    const { EditorState, Modifier } = window.DraftJS;
    const selection = state.getSelection();
    const content = state.getCurrentContent().createEntity("LINK", "MUTABLE", { url });
    const made = Modifier.applyEntity(content, selection, content.getLastCreatedEntityKey());
    const behind = { anchorKey: selection.getEndKey(), anchorOffset: selection.getEndOffset() };
    const caret = selection.merge({
      ...behind,
      focusKey: behind.anchorKey,
      focusOffset: behind.anchorOffset,
      isBackward: false,
    });
    return EditorState.forceSelection(EditorState.push(state, made, "apply-entity"), caret);
  }

  function selectionOf(state, from, to) {
    const ends = { anchorKey: from.key, anchorOffset: from.offset, focusKey: to.key, focusOffset: to.offset };
    return state.getSelection().merge({ ...ends, isBackward: false });
  }

  function withoutRange(state, from, to) {
    const { EditorState, Modifier } = window.DraftJS;
    const made = Modifier.removeRange(state.getCurrentContent(), selectionOf(state, from, to), "backward");
    return EditorState.push(state, made, "remove-range");
  }

  /** Without the words before a place {key, offset}, and without those behind it. */
  const withoutBefore = (state, place) =>
    withoutRange(state, { key: state.getCurrentContent().getFirstBlock().getKey(), offset: 0 }, place);
  function withoutBehind(state, place) {
    const last = state.getCurrentContent().getLastBlock();
    return withoutRange(state, place, { key: last.getKey(), offset: last.getLength() });
  }

  function withStyle(state, from, to, name, isOn) {
    const { EditorState, Modifier } = window.DraftJS;
    const change = isOn ? Modifier.applyInlineStyle : Modifier.removeInlineStyle;
    const made = change(state.getCurrentContent(), selectionOf(state, from, to), name);
    const pushed = EditorState.push(state, made, "change-inline-style");
    return EditorState.acceptSelection(pushed, state.getSelection());
  }

  function isStyled(state, from, to, name) {
    const content = state.getCurrentContent();
    const keys = content.getBlockMap().keySeq().toArray();
    const [first, last] = [keys.indexOf(from.key), keys.indexOf(to.key)];
    return keys.slice(first, last + 1).every((key) => {
      const signs = content.getBlockForKey(key).getCharacterList();
      const end = key === to.key ? to.offset : signs.size;
      return signs.slice(key === from.key ? from.offset : 0, end).every((sign) => sign.hasStyle(name));
    });
  }

  function isAllSelected(state) {
    const selection = state.getSelection();
    const content = state.getCurrentContent();
    const [first, last] = [content.getFirstBlock(), content.getLastBlock()];
    const isFromStart = selection.getStartKey() === first.getKey() && !selection.getStartOffset();
    return isFromStart && selection.getEndKey() === last.getKey() && selection.getEndOffset() === last.getLength();
  }

  const caretBehind = (state) => window.DraftJS.EditorState.moveSelectionToEnd(state);

  window.broadsheet = {
    ...window.broadsheet,
    carets: {
      ...{ PARAGRAPH, HEADING, newId, stored, draft, unstyled, runsOf, isRich, isLine, editorOf, stateOf, heldBy, firstOf, lastOf },
      ...{ lineOf, fieldOf, place, forceFocus, hasStyle, placeInLine, write, toStart, toEnd, isEmpty, isAtEdge },
      ...{ focusIsAtEdge, focusBox, focusIsOnOuterLine, isOnOuterLine },
      ...{ withInserted, withoutSelected, withoutBefore, withoutBehind, withLink, withStyle, isStyled, isAllSelected, caretBehind },
    },
  };
})();
