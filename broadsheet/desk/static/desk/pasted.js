// What was copied in Word, Google Docs, a mail or a web page, as pieces of a story: paragraphs, headings, lists,
// quotes, tables. Bold, italic, superscript, subscript and links are kept; styles, marks and followers' parameters are
// not. Pictures and words that are struck through stay out, which is told.
//
// A piece is {kind: "paragraph", text} | {kind: "heading", text} | {kind: "quote", text} |
// {kind: "list", numbered, items: [text]} | {kind: "table", columns: [{type, heading}], rows: [{values}], caption},
// where the text of paragraphs and items is a list of runs {words, styles: [name], url}.
(() => {
  const { tables } = window.broadsheet;
  const BLOCKS = new Set(
    ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM " +
      "H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL").split(" "),
  );
  const SKIPPED = new Set(
    ("AUDIO BUTTON CANVAS HEAD IFRAME INPUT LINK META NAV NOSCRIPT OBJECT SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA " +
      "TITLE VIDEO XML").split(" "),
  );
  const STRUCK = new Set(["DEL", "S", "STRIKE"]);
  const STYLES = { B: "BOLD", STRONG: "BOLD", I: "ITALIC", EM: "ITALIC", SUP: "SUPERSCRIPT", SUB: "SUBSCRIPT" };
  const FOLLOWERS =
    /^(utm_.*|fbclid|gclid|dclid|msclkid|twclid|yclid|gbraid|wbraid|igshid|igsh|mc_[ce]id|_hsenc|_hsmi|mkt_tok|cmpid|ref_src|s_cid|vero_id|wt_mc|wt\.mc_id|ocid|ftag|li_fat_id)$/i;
  const WRAPPED = [
    [/(^|\.)google\.[a-z.]+$/, "/url", ["q", "url"]],
    [/\.safelinks\.protection\.outlook\.com$/, "/", ["url"]],
    [/^l\.facebook\.com$/, "/l.php", ["u"]],
  ];
  const LONGEST_HEADING = 200;

  /** The address that a link leads to, without what follows readers; "" for what is no link for readers. */
  function address(given) {
    let url;
    try {
      url = new URL(given);
    } catch {
      return "";
    }
    if (!["http:", "https:", "mailto:", "tel:"].includes(url.protocol)) return "";
    for (const [host, path, names] of WRAPPED) {
      if (!host.test(url.hostname) || url.pathname !== path) continue;
      const inner = names.map((name) => url.searchParams.get(name)).find(Boolean);
      if (inner) return address(inner);
    }
    const followers = [...url.searchParams.keys()].filter((name) => FOLLOWERS.test(name));
    if (!followers.length) return given.trim();
    followers.forEach((name) => url.searchParams.delete(name));
    return url.href;
  }

  function styled(element, styles) {
    const found = new Set(styles);
    const set = (name, wanted) => (wanted ? found.add(name) : found.delete(name));
    if (STYLES[element.tagName]) found.add(STYLES[element.tagName]);
    const { fontWeight: weight, fontStyle: slant, verticalAlign: height } = element.style;
    if (weight) set("BOLD", weight.startsWith("bold") || Number(weight) >= 600);
    if (slant) set("ITALIC", slant === "italic" || slant === "oblique");
    if (height === "super") found.add("SUPERSCRIPT");
    if (height === "sub") found.add("SUBSCRIPT");
    return found;
  }

  const raw = (element) => element.getAttribute("style") || "";

  const SPACE = /\s/; // those that bind too
  /** Spaces that keep a figure with its unit, an abbreviation with its number: 10 000, № 5, ст. 12. */
  const BINDING = /[\u00a0\u202f\u2009]/;

  /** Runs with their white space as a browser shows it. A space that binds stays where it stands alone. */
  function tidy(runs) {
    const signs = runs.flatMap((run, n) => [...run.words.replace(/[\u200b\ufeff]/g, "")].map((sign) => ({ sign, n })));
    const words = runs.map(() => "");
    let at = 0;
    const goBy = () => {
      const start = at;
      while (at < signs.length && SPACE.test(signs[at].sign)) at += 1;
      return signs.slice(start, at);
    };
    goBy();
    while (at < signs.length) {
      const { sign, n } = signs[at];
      words[n] += sign;
      at += 1;
      const space = goBy();
      if (space.length && at < signs.length) words[space[0].n] += one(space.map((each) => each.sign));
    }
    return runs.map((run, n) => ({ ...run, words: words[n] })).filter((run) => run.words);
  }

  function one(spaces) {
    if (spaces.includes("\n")) return "\n";
    return spaces.length === 1 && BINDING.test(spaces[0]) ? spaces[0] : " ";
  }

  const plain = (runs) => runs.map((run) => run.words).join("");

  const isHeading = (tag, element) =>
    /^H[1-6]$/.test(tag) ||
    element.getAttribute("role") === "heading" ||
    /\bMso(Title|Subtitle|Heading\d)\b/.test(element.className);

  /** The list that a list or an item stands in at last: what is inside its items comes after them, as more of them. */
  function outermost(element) {
    let list = element.closest("ul, ol");
    for (let outer = list; outer; outer = outer.parentElement?.closest("ul, ol")) list = outer;
    return list;
  }

  const isNumbered = (item) => outermost(item)?.tagName === "OL";

  class Reader {
    constructor(left) {
      this.pieces = [];
      this.runs = [];
      this.left = left;
      this.inItem = null; // of which list: {numbered, id}
    }

    /** A paragraph ends here; what stood in it becomes a piece of this kind. */
    flush(kind = "paragraph", more = {}) {
      const text = tidy(this.runs);
      this.runs = [];
      if (!text.length) return;
      const words = plain(text);
      if (kind === "heading" && words.length <= LONGEST_HEADING) {
        this.pieces.push({ kind, text: words.replace(/\n/g, " ") });
      } else if (kind === "item") {
        this.item(text, more);
      } else {
        this.pieces.push({ kind: "paragraph", text });
      }
    }

    /** Of whatever it is that words stand in. */
    end() {
      if (this.inItem) this.flush("item", this.inItem);
      else this.flush();
    }

    /** `id` is Word's for a list, whose inner lists have it too. */
    item(text, { numbered, id }) {
      const last = this.pieces[this.pieces.length - 1];
      const goesOn = last?.kind === "list" && last.open && (last.numbered === numbered || (id && last.id === id));
      if (goesOn) last.items.push(text);
      else this.pieces.push({ kind: "list", numbered, id, items: [text], open: true });
    }

    closeList() {
      this.pieces.forEach((piece) => delete piece.open);
    }

    /** Word for the web puts each item into a list of its own, others interrupt a list and count on. */
    openAgain(list) {
      const last = this.pieces[this.pieces.length - 1];
      const [item, ...more] = list.querySelectorAll("li");
      if (last?.kind !== "list" || !item) return;
      const isSame = last.numbered === (list.tagName === "OL");
      const next = last.numbered ? list.start > 1 && list.start === last.items.length + 1 : last.alone && !more.length;
      if ((isSame && next) || (last.id && last.id === item.dataset.listid)) last.open = true;
    }

    read(node, styles, url) {
      if (node.nodeType === Node.TEXT_NODE) {
        const kept = node.parentElement?.closest("pre");
        const words = kept ? node.data : node.data.replace(/[\t\n\r ]+/g, " ");
        const isBrowsers = node.parentElement?.classList.contains("Apple-converted-space"); // nobody typed it so
        this.runs.push({ words: isBrowsers ? " " : words, styles: [...styles], url });
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        this.element(node, styles, url);
      }
    }

    children(element, styles, url) {
      element.childNodes.forEach((child) => this.read(child, styles, url));
    }

    element(element, styles, url) {
      const tag = element.tagName.toUpperCase();
      if (SKIPPED.has(tag) || /mso-(list:\s*ignore|hide:|element:\s*comment)/i.test(raw(element))) return;
      if (/\b(MsoCommentReference|msocomanchor)\b/.test(element.className)) return;
      if (element.hidden || element.style.display === "none" || element.getAttribute("aria-hidden") === "true") return;
      if (tag === "IMG") return this.picture(element);
      if (STRUCK.has(tag) || /line-through/.test(element.style.textDecorationLine)) return this.strike(element);
      if (tag === "BR") return this.lineBreak(element);
      if (BLOCKS.has(tag)) return this.block(tag, element, styled(element, styles), url);
      const link = tag === "A" ? address(element.getAttribute("href") || "") : "";
      this.children(element, styled(element, styles), link || url);
    }

    /** Those of a pixel or two count readers. */
    picture(element) {
      const [width, height] = ["width", "height"].map((side) => parseInt(element.getAttribute(side) ?? "99", 10));
      if (width > 2 && height > 2) this.left.pictures += 1;
    }

    strike(element) {
      if (element.querySelector("img")) element.querySelectorAll("img").forEach((one) => this.picture(one));
      if (element.textContent.trim()) this.left.struck = true;
    }

    /** Two in a row end a paragraph; one by itself is a line of a poem or an address. */
    lineBreak(element) {
      const before = this.runs.filter((run) => run.isBreak || run.words.trim());
      if (before.length && before[before.length - 1].isBreak && !this.inItem) return this.flush();
      const inside = element.parentElement?.closest("p, li, td, h1, h2, h3, h4, h5, h6, blockquote, div, pre");
      if (inside && inside.tagName !== "BODY") this.runs.push({ words: "\n", styles: [], url: "", isBreak: true });
      else this.flush();
    }

    block(tag, element, styles, url) {
      const table = tag === "TABLE" && tables.isOfData(element) && tables.stored(element, (cell) => this.wordsIn(cell));
      if (this.inItem && /^(P|DIV)$/.test(tag)) return this.partOfItem(element, styles, url);
      this.end();
      if (tag === "UL" || tag === "OL") {
        this.list(element, styles, url);
      } else if (tag === "LI") {
        this.listItem(element, styles, url);
      } else if (/mso-list:\s*l\d/i.test(raw(element))) {
        this.wordsListItem(element, styles, url);
      } else if (isHeading(tag, element)) {
        this.children(element, new Set(), "");
        this.flush("heading");
      } else if (tag === "BLOCKQUOTE" && this.isQuote(element)) {
        this.quote(element);
      } else if (table) {
        this.pieces.push({ kind: "table", ...table });
      } else if (tag === "TR" && element.cells.length > 1 && !element.querySelector("p + p, ul, ol, table")) {
        this.row(element, styles, url);
      } else {
        this.children(element, styles, url);
        this.end();
      }
    }

    list(element, styles, url) {
      const isInner = Boolean(element.parentElement?.closest("ul, ol"));
      if (!isInner) {
        this.closeList();
        this.openAgain(element);
      }
      this.children(element, styles, url);
      this.end();
      const last = this.pieces[this.pieces.length - 1];
      if (isInner || last?.kind !== "list") return;
      last.alone = element.querySelectorAll("li").length === 1;
      this.closeList();
    }

    /** Words that begin or go on in an item; a list inside it comes after it, as items of the same list. */
    listItem(element, styles, url) {
      const outer = this.inItem;
      const last = this.pieces[this.pieces.length - 1];
      const id = element.dataset.listid;
      const numbered = last?.open && last.kind === "list" ? last.numbered : isNumbered(element);
      this.inItem = { numbered, id };
      this.children(element, styles, url);
      this.end();
      this.inItem = outer;
    }

    partOfItem(element, styles, url) {
      if (this.runs.length) this.runs.push({ words: " ", styles: [], url: "" });
      this.children(element, styled(element, styles), url);
      this.runs.push({ words: " ", styles: [], url: "" });
    }

    /** Word writes a list as paragraphs, with the bullet or the figure as text that is to be ignored. */
    wordsListItem(element, styles, url) {
      const mark = [...element.querySelectorAll("span")].find((each) => /mso-list:\s*ignore/i.test(raw(each)));
      const numbered = /^\s*[\p{L}\d]{1,4}[.)]/u.test(mark?.textContent || "");
      const [, id] = /mso-list:\s*(l\d+)/i.exec(raw(element));
      this.children(element, styles, url);
      this.flush("item", { numbered, id });
    }

    wordsIn(cell) {
      const inner = new Reader(this.left);
      inner.children(cell, new Set(), "");
      inner.flush();
      const words = inner.pieces.flatMap(({ items, text }) => items?.map(plain) ?? (text.map ? plain(text) : text));
      return words.join(" ").replace(/\n/g, " ");
    }

    row(element, styles, url) {
      [...element.cells].forEach((cell, n) => {
        if (n) this.runs.push({ words: " | ", styles: [], url: "" });
        cell.childNodes.forEach((child) => {
          if (child.nodeType === Node.ELEMENT_NODE && BLOCKS.has(child.tagName)) {
            this.children(child, styled(child, styles), url);
          } else {
            this.read(child, styles, url);
          }
        });
      });
      this.flush();
    }

    /** Mail programs indent whole letters as quotations: those are read as what they hold. */
    isQuote(element) {
      const holds = element.querySelector("h1, h2, h3, ul, ol, table, blockquote");
      return !holds && element.getAttribute("type") !== "cite" && element.textContent.trim().length <= 1500;
    }

    quote(element) {
      const inner = new Reader(this.left);
      inner.children(element, new Set(), "");
      inner.flush();
      const words = inner.pieces.map((piece) => plain(piece.text)).join("\n\n");
      if (words) this.pieces.push({ kind: "quote", text: words });
    }
  }

  /** What is in a clipboard: {pieces, left: {pictures: how many, struck: whether some words were struck through}}. */
  function fromClipboard(clipboard) {
    const html = clipboard.getData("text/html");
    const found = html ? fromHtml(html) : nothing();
    if (found.pieces.length || found.left.pictures || found.left.struck) return found;
    found.pieces = fromText(clipboard.getData("text/plain"));
    if (!found.pieces.length) found.left.pictures = picturesAmong(clipboard.files);
    return found;
  }

  const picturesAmong = (files) => [...files].filter(({ type }) => type.startsWith("image/")).length;
  const nothing = () => ({ pieces: [], left: { pictures: 0, struck: false } });

  function fromHtml(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const { left } = nothing();
    const reader = new Reader(left);
    reader.children(page.body, new Set(), "");
    reader.flush();
    return { pieces: reader.pieces, left };
  }

  /** The address, when a clipboard holds one of a page and nothing else; otherwise "". */
  function loneAddress(clipboard) {
    const text = clipboard.getData("text/plain").trim();
    return /^https?:\/\/\S+$/i.test(text) ? address(text) : "";
  }

  /** The pieces of a clipboard's plain text: by empty lines where there are some, otherwise by lines. */
  function fromText(text) {
    const lines = text.replace(/\r\n?/g, "\n").trim();
    const parts = /\n[ \t]*\n/.test(lines) ? lines.split(/\n[ \t]*\n\s*/) : lines.split("\n");
    return parts
      .map((part) => tidy([{ words: part.replace(/\s*\n\s*/g, " "), styles: [], url: "" }]))
      .filter((runs) => runs.length)
      .map((runs) => ({ kind: "paragraph", text: runs }));
  }

  /** What a piece is in a list: the runs of each item. */
  function itemsOf({ kind, text, items, columns, rows }) {
    if (items) return items;
    if (kind === "paragraph") return [text];
    const lines = columns ? [columns.map(({ heading }) => heading), ...rows.map(({ values }) => values)] : [[text]];
    return lines.map((cells) => [{ words: cells.filter(Boolean).join(" | ").replace(/\n+/g, " "), styles: [], url: "" }]);
  }

  window.broadsheet = { ...window.broadsheet, pasted: { fromClipboard, itemsOf, loneAddress } };
})();
