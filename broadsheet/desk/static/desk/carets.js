// Text as the editor stores it, and where the caret is in it: in a paragraph, which is an editor of Draft.js, and in a
// heading, which is a field of one line.
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

  // -- the editor of one paragraph, and the field of one heading

  const editorOf = (child) => child.block.widget.input.draftailEditor;
  const stateOf = (child) => editorOf(child).getEditorState();
  const firstOf = (child) => stateOf(child).getCurrentContent().getFirstBlock();
  const lastOf = (child) => stateOf(child).getCurrentContent().getLastBlock();
  const isText = (child) => child?.type === PARAGRAPH || child?.type === HEADING;
  const lineOf = (child) => child.element.querySelector("input[type=text]");

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
    if (child.type === PARAGRAPH) place(child, firstOf(child).getKey(), 0);
    else if (child.type === HEADING) placeInLine(lineOf(child), 0);
    else child.focus();
  }

  function toEnd(child) {
    if (child.type === PARAGRAPH) place(child, lastOf(child).getKey(), lastOf(child).getLength());
    else if (child.type === HEADING) placeInLine(lineOf(child), lineOf(child).value.length);
    else child.focus();
  }

  const isEmpty = (child) =>
    child.type === PARAGRAPH ? !stateOf(child).getCurrentContent().hasText() : !lineOf(child).value;

  /** Whether the caret is before (`end` false) or behind all words, and nothing is selected. */
  function isAtEdge(child, end) {
    if (child.type === HEADING) return lineIsAtEdge(lineOf(child), end);
    const selection = stateOf(child).getSelection();
    if (!selection.isCollapsed()) return false;
    const block = end ? lastOf(child) : firstOf(child);
    return selection.getStartKey() === block.getKey() && selection.getStartOffset() === (end ? block.getLength() : 0);
  }

  const lineIsAtEdge = ({ selectionStart, selectionEnd, value }, end) =>
    selectionStart === selectionEnd && selectionStart === (end ? value.length : 0);

  /** Whether the caret is on the first (`top`) or last (`bottom`) line as it is set on the screen. */
  function isOnOuterLine(child, side) {
    if (child.type === HEADING) return true;
    if (window.draftail.DraftUtils.getCommandPalettePrompt(stateOf(child))) return false;
    if (isEmpty(child)) return true;
    const selected = window.getSelection();
    const caret = selected.rangeCount && selected.isCollapsed ? selected.getRangeAt(0).getClientRects()[0] : null;
    const text = child.element.querySelector("[contenteditable=true]")?.getBoundingClientRect();
    return Boolean(caret && text && Math.abs(caret[side] - text[side]) < caret.height);
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

  const caretBehind = (state) => window.DraftJS.EditorState.moveSelectionToEnd(state);

  window.broadsheet = {
    ...window.broadsheet,
    carets: {
      ...{ PARAGRAPH, HEADING, newId, stored, draft, unstyled, editorOf, stateOf, lastOf, isText, lineOf, place },
      ...{ placeInLine, write, toStart, toEnd, isEmpty, isAtEdge, lineIsAtEdge, isOnOuterLine },
      ...{ withInserted, withoutSelected, withLink, caretBehind },
    },
  };
})();
