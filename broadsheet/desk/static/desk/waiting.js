// What belongs to a paragraph and is seen only by who is there: its buttons, and the menu of what can be put between two
// blocks. In a long story they are most of the editor, so they are made when somebody comes, by pointer or caret.
(() => {
  const COMING = ["pointerover", "focusin"];
  const STATES = ["MoveUp", "MoveDown", "Drag", "Duplication"].flatMap((what) => [`enable${what}`, `disable${what}`]);

  const whenSomebodyComes = (element, act) =>
    COMING.forEach((come) => element.addEventListener(come, act, { once: true }));
  const icon = (name) => `<svg class="icon icon-${name}" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;

  /** The buttons of a paragraph. */
  class Buttons {
    constructor(child, add) {
      this.child = child;
      this.add = add;
      this.list = [];
      this.told = new Map();
      this.hear = ({ type }) => this.told.set(type.replace(/^(en|dis)able/, ""), type);
      STATES.forEach((state) => child.addEventListener(state, this.hear));
      whenSomebodyComes(child.element, () => this.make());
    }

    make() {
      if (this.made) return;
      this.made = true;
      STATES.forEach((state) => this.child.removeEventListener(state, this.hear));
      this.list.forEach(this.add);
      this.told.forEach((state) => this.child.dispatchEvent(new Event(state)));
    }
  }

  /** The menu between two blocks: `make(place, index)` is Wagtail's. */
  class Between {
    constructor(place, index, title, make) {
      this.index = index;
      this.make = make;
      this.button = document.createElement("button");
      Object.assign(this.button, { type: "button", className: "c-sf-add-button", title, innerHTML: icon("plus") });
      this.shown = document.createElement("div");
      this.shown.append(this.button);
      place.replaceWith(this.shown);
      whenSomebodyComes(this.shown, () => this.begin());
    }

    begin() {
      if (this.real) return;
      const isThere = document.activeElement === this.button;
      this.real = this.make(this.shown, this.index);
      if (isThere) this.real.element.querySelector("button").focus();
    }

    get element() {
      return this.real ? this.real.element : this.shown;
    }

    setIndex(index) {
      this.index = index;
      this.real?.setIndex(index);
    }

    delete(options) {
      this.begin();
      this.real.delete(options);
    }
  }

  window.broadsheet = Object.assign(window.broadsheet || {}, { waiting: { Buttons, Between } });
})();
