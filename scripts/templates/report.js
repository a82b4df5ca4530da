// Everything is readable without this. It adds: where a number comes from, on tap, click or arrow
// keys, and tables sorted by a column.
"use strict";
(() => {
  const line = document.getElementById("trace");
  const show = (cell) => {
    line.textContent = cell ? `From ${cell.dataset.trace}` : "";
    line.hidden = !cell;
  };
  document.addEventListener("click", (event) => show(event.target.closest("[data-trace]")));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") show(null); });

  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  for (const table of document.querySelectorAll("table")) {
    // One tab stop for each table; arrow keys move among its cells.
    const body = table.tBodies[0];
    const first = body.querySelector("[data-trace]");
    if (first) first.tabIndex = 0;
    body.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      const cell = event.target.closest("td, th");
      if (!move || !cell) return;
      const row = body.rows[cell.parentElement.sectionRowIndex + move[0]];
      const next = row && row.cells[cell.cellIndex + move[1]];
      if (!next) return;
      event.preventDefault();
      cell.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
      show(next.dataset.trace ? next : null);
    });

    const number = (text) => {
      const plain = text.replace(/−/g, "-").replace(/[,\s]|to$/g, "").replace(/^</, "");
      return plain === "" || plain === "–" ? NaN : Number(plain);
    };
    let column = 0;
    for (const head of table.tHead.rows[0].cells) {
      const index = column;
      column += head.colSpan;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.title = "Sort by this column";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const sign = down ? -1 : 1;
        const text = (row) => row.cells[index].textContent.trim();
        const rows = [...body.rows].sort((a, b) => {
          const [x, y] = [number(text(a)), number(text(b))];
          if (Number.isNaN(x) && Number.isNaN(y)) return sign * text(a).localeCompare(text(b));
          if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
          return sign * (x - y);
        });
        body.append(...rows);
      });
    }
  }
  if (window.matchMedia("(max-width: 60rem)").matches) {
    document.getElementById("contents").open = false;
  }
})();
