// A table that was copied in Word, a spreadsheet or a web page, as the editor's block stores one:
// {columns: [{type: "text" | "number", heading}], rows: [{values: [words]}], caption}. A column is "number" when all of
// its cells are figures.
(() => {
  const FIGURE = /^[+\-−–]?\s?[$€£¥₴]?\s?\d[\d\s.,'’]*[%‰$€£¥₴]?$/u;
  const NOTHING = /^[-–—…]?$/u; // how tables write that there is no figure
  const LONGEST_CELL = 300; // signs: what sets a page in columns holds more
  const NO_CELL_HAS = "table, ul, ol, h1, h2, h3, h4, h5, h6, blockquote, pre";

  /** Whether it has rows and columns, and does not just set a page. */
  function isOfData(table) {
    if (/^(presentation|none)$/.test(table.getAttribute("role") || "") || table.querySelector(NO_CELL_HAS)) return false;
    const rows = [...table.rows];
    if (rows.some((row) => [...row.cells].some((cell) => cell.textContent.trim().length > LONGEST_CELL))) return false;
    return rows.filter((row) => row.cells.length > 1).length > 1;
  }

  /** Words by rows and columns. A cell that spans several stands in the first; the others are empty. */
  function grid(table, wordsIn) {
    const rows = [...table.rows].map(() => []);
    [...table.rows].forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (rows[y][x] !== undefined) x += 1;
        const words = wordsIn(cell);
        rows.slice(y, y + cell.rowSpan).forEach((covered, down) => {
          for (let across = 0; across < cell.colSpan; across += 1) covered[x + across] = down || across ? "" : words;
        });
        x += cell.colSpan;
      }
    });
    return filledOut(rows);
  }

  /** All rows as long as the longest, without rows and columns that say nothing. */
  function filledOut(rows) {
    const width = Math.max(...rows.map((row) => row.length));
    const full = rows.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? "")).filter((row) => row.some(Boolean));
    const columns = [...Array(width).keys()].filter((x) => full.some((row) => row[x]));
    return full.map((row) => columns.map((x) => row[x]));
  }

  function typeOf(cells) {
    const said = cells.filter((words) => !NOTHING.test(words));
    return said.length && said.every((words) => FIGURE.test(words)) ? "number" : "text";
  }

  /** The block, null when only one row says anything; `wordsIn(cell)` are a cell's plain words. The first row is the
   *  headings; one that is a single cell is the caption, unless there is one. */
  function stored(table, wordsIn) {
    const rows = grid(table, wordsIn);
    let caption = table.caption ? wordsIn(table.caption) : "";
    const isTitle = rows.length > 2 && table.rows[0].cells.length === 1 && !rows[0].slice(1).some(Boolean);
    if (isTitle && !caption) caption = rows.shift()[0];
    if (rows.length < 2) return null;
    const [headings, ...others] = rows;
    const columns = headings.map((heading, x) => ({ type: typeOf(others.map((row) => row[x])), heading }));
    return { columns, rows: others.map((values) => ({ values })), caption };
  }

  window.broadsheet = { ...window.broadsheet, tables: { isOfData, stored } };
})();
