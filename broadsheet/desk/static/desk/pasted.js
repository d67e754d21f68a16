// What was copied in Word, Google Docs, a mail or a web page, as pieces of a story: paragraphs, headings, lists,
// quotes. Bold, italic, superscript, subscript and links are kept; styles, marks and followers' parameters are not.
//
// A piece is {kind: "paragraph", text} | {kind: "heading", text} | {kind: "quote", text} |
// {kind: "list", numbered, items: [text]}, where the text of paragraphs and items is a list of runs
// {words, styles: [name], url}.
(() => {
  const BLOCKS = new Set(
    ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM " +
      "H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL").split(" "),
  );
  const SKIPPED = new Set(
    ("AUDIO BUTTON CANVAS DEL HEAD IFRAME IMG INPUT LINK META NAV NOSCRIPT OBJECT S SCRIPT SELECT STRIKE STYLE SVG " +
      "TEMPLATE TEXTAREA TITLE VIDEO XML").split(" "),
  );
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

  /** Runs with their white space as a browser shows it. */
  function tidy(runs) {
    const tidied = [];
    let last = "\n";
    for (const run of runs) {
      let words = "";
      for (const sign of run.words.replace(/[\u200b\ufeff]/g, "")) {
        const one = sign === "\n" ? "\n" : /[\s\u00a0]/.test(sign) ? " " : sign;
        if ((one === " " || one === "\n") && last === "\n") continue;
        if (one === " " && last === " ") continue;
        if (one === "\n" && last === " ") words = words.replace(/ $/, "");
        words += one;
        last = one;
      }
      if (words) tidied.push({ ...run, words });
    }
    while (tidied.length) {
      const end = tidied[tidied.length - 1];
      end.words = end.words.replace(/\s+$/, "");
      if (end.words) break;
      tidied.pop();
    }
    return tidied;
  }

  const plain = (runs) => runs.map((run) => run.words).join("");

  class Reader {
    constructor() {
      this.pieces = [];
      this.runs = [];
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
        this.item(text, more.numbered);
      } else {
        this.pieces.push({ kind: "paragraph", text });
      }
    }

    item(text, numbered) {
      const last = this.pieces[this.pieces.length - 1];
      if (last?.kind === "list" && last.numbered === numbered && last.open) last.items.push(text);
      else this.pieces.push({ kind: "list", numbered, items: [text], open: true });
    }

    closeList() {
      this.pieces.forEach((piece) => delete piece.open);
    }

    read(node, styles, url) {
      if (node.nodeType === Node.TEXT_NODE) {
        const kept = node.parentElement?.closest("pre");
        const words = kept ? node.data : node.data.replace(/[\t\n\r ]+/g, " ");
        this.runs.push({ words, styles: [...styles], url });
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
      if (tag === "BR") return this.lineBreak(element);
      if (BLOCKS.has(tag)) return this.block(tag, element, styled(element, styles), url);
      const link = tag === "A" ? address(element.getAttribute("href") || "") : "";
      this.children(element, styled(element, styles), link || url);
    }

    /** Two in a row end a paragraph; one by itself is a line of a poem or an address. */
    lineBreak(element) {
      const before = this.runs.filter((run) => run.isBreak || run.words.trim());
      if (before.length && before[before.length - 1].isBreak) return this.flush();
      const inside = element.parentElement?.closest("p, li, td, h1, h2, h3, h4, h5, h6, blockquote, div, pre");
      if (inside && inside.tagName !== "BODY") this.runs.push({ words: "\n", styles: [], url: "", isBreak: true });
      else this.flush();
    }

    block(tag, element, styles, url) {
      this.flush();
      if (tag === "UL" || tag === "OL") {
        this.closeList();
        this.children(element, styles, url);
        this.flush();
        this.closeList();
      } else if (tag === "LI") {
        this.listItem(element, styles, url, element.parentElement?.tagName === "OL");
      } else if (/mso-list:\s*l\d/i.test(raw(element))) {
        this.wordsListItem(element, styles, url);
      } else if (/^H[1-6]$/.test(tag) || /\bMso(Title|Subtitle|Heading\d)\b/.test(element.className)) {
        this.children(element, new Set(), "");
        this.flush("heading");
      } else if (tag === "BLOCKQUOTE" && this.isQuote(element)) {
        this.quote(element);
      } else if (tag === "TR" && element.cells.length > 1 && !element.querySelector("p + p, ul, ol, table")) {
        this.row(element, styles, url);
      } else {
        this.children(element, styles, url);
        this.flush();
      }
    }

    /** Words that begin or go on in an item; a list inside it comes after it, as items of the same list. */
    listItem(element, styles, url, numbered) {
      for (const child of element.childNodes) {
        const inner = child.nodeType === Node.ELEMENT_NODE && /^(UL|OL)$/.test(child.tagName);
        if (inner) {
          this.flush("item", { numbered });
          child.querySelectorAll("li").forEach((each) => this.inside(each, styles, url, numbered));
        } else if (child.nodeType === Node.ELEMENT_NODE && /^(P|DIV)$/.test(child.tagName)) {
          if (this.runs.length) this.runs.push({ words: " ", styles: [], url: "" });
          this.children(child, styled(child, styles), url);
        } else {
          this.read(child, styles, url);
        }
      }
      this.flush("item", { numbered });
    }

    inside(element, styles, url, numbered) {
      const shallow = element.cloneNode(true);
      shallow.querySelectorAll("ul, ol").forEach((list) => list.remove());
      this.listItem(shallow, styles, url, numbered);
    }

    /** Word writes a list as paragraphs, with the bullet or the figure as text that is to be ignored. */
    wordsListItem(element, styles, url) {
      const mark = [...element.querySelectorAll("span")].find((each) => /mso-list:\s*ignore/i.test(raw(each)));
      const numbered = /^\s*[\p{L}\d]{1,4}[.)]/u.test(mark?.textContent || "");
      this.children(element, styles, url);
      this.flush("item", { numbered });
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
      const inner = new Reader();
      inner.children(element, new Set(), "");
      inner.flush();
      const words = inner.pieces.map((piece) => plain(piece.text)).join("\n\n");
      if (words) this.pieces.push({ kind: "quote", text: words });
    }
  }

  /** The pieces of a clipboard's HTML. */
  function fromHtml(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const reader = new Reader();
    reader.children(page.body, new Set(), "");
    reader.flush();
    reader.closeList();
    return reader.pieces;
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

  window.broadsheet = { ...window.broadsheet, pasted: { fromHtml, fromText, address } };
})();
