// The blocks of a story in the editor. One paragraph is one block; what keys and pasting do in them is in text.js and
// what that names.
(() => {
  const { carets, keys, Text, waiting } = window.broadsheet;
  const { PARAGRAPH, isEmpty, newId, stored } = carets;
  const FIRST_FIELD = ["[contenteditable=true]", "[role=textbox]", "textarea", "input:not([type=hidden])"]
    .map((field) => `.desk-text [data-streamfield-child] ${field}`)
    .join();
  const TURN = 5; // milliseconds
  const KEPT = "kept"; // shown where it is, never offered: nobody can write a block of a kind that is not installed

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

    /** Marks paragraphs and lists for the style sheet, also those that come later. */
    _insert(kind, value, id, index, options) {
      const isParagraph = kind.name === PARAGRAPH;
      if (this.isBuilt === false && isParagraph && this.hasParagraph && value !== "null") this.takeUp(index);
      else this.putDown();
      const isList = keys.isList(kind.name);
      const child = super._insert(kind, value, id, index, this.quiet || isList ? { ...options, animate: false, focus: false } : options);
      makeButtonsLater(Object.getPrototypeOf(child));
      if (isParagraph) this.mark(child);
      if (isList) this.markList(child, options?.focus && !this.quiet);
      return child;
    }

    /** What was deleted stays in the page, hidden; and the block that comes back by Ctrl+Z has its id. */
    deleteBlock(index, options) {
      const { element } = this.children[index];
      super.deleteBlock(index, options);
      element.removeAttribute("data-contentpath");
    }

    /** From a menu, or with a slash. A paragraph that was left for a slash's menu takes the focus back when its timers
     *  come, on a slow machine after Wagtail has called for this: so it waits for them. */
    _onRequestInsert(index, chosen) {
      const before = this.children[index - 1];
      setTimeout(() => this.insertChosen(before ? before.index + 1 : 0, chosen), TURN);
    }

    /** What somebody chose takes the place of an empty paragraph, and one can go on behind it. */
    insertChosen(index, chosen) {
      const before = this.children[index - 1];
      const isInPlace = chosen.type !== PARAGRAPH && before?.type === PARAGRAPH && isEmpty(before);
      const insert = () => {
        super._onRequestInsert(index, chosen);
        if (isInPlace) this.deleteBlock(before.index);
        const last = this.children.at(-1);
        if (last.type === chosen.type && !keys.linesOf(last).length) this.text.keys.addParagraph(last.index + 1);
      };
      if (isInPlace) this.text.steps.step(before.index, before.index, insert);
      else insert();
    }

    /** The caret goes to the first item, not to how items are numbered. */
    markList(child, hasCaret) {
      child.element.classList.add("desk-list");
      if (hasCaret) this.text.keys.goInto(child, false);
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
