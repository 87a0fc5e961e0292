/*
 * The timeline that can be zoomed, moved and asked: drawn on a canvas from the detail that
 * detail.c wrote (its header has the form). The picture stays for paper and where no script runs.
 *
 * A clicked bar tells what it is, and every bar that has a cause in common with it is joined to it:
 * from the interrupt over its ISR and DPC to the item that was queued and the callback that ran.
 */

const MARK = { RUNS: 0, OVERHEAD: 1, WAITS: 2, READY: 3, BLOCKED: 4, CALLBACK: 5, HELD: 6 };
const DOING = ["runs", "Windows' own work", "waits", "ready, no processor", "blocked",
  "callback in a worker", "holds a lock"];
const LINE = 18;
const BAR = 12;
const AXIS = 24;
const timelines = [];

/* ---- words ---- */

function wordsOfInstant(ns) {
  const digits = String(Math.round(ns)).padStart(10, "0");
  const after = digits.slice(-9);
  return `${digits.slice(0, -9)}.${after.slice(0, 3)} ${after.slice(3, 6)} ${after.slice(6)}`;
}

function wordsOfLength(ns) {
  const units = [[1e9, "s"], [1e6, "ms"], [1e3, "us"], [1, "ns"]];
  const [size, unit] = units.find(([least]) => ns >= least) || units[3];
  return `${Number((ns / size).toPrecision(3))} ${unit}`;
}

/* ---- what stands in it ---- */

function readBars(data) {
  let at = 0;
  return data.bars.map(([row, after, length, name, hue, mark, open, ...flows], index) => {
    at += after;
    return { index, row, from: at, to: at + length, name: data.names[name], hue, mark,
      open: open === 1, flows };
  });
}

/* A worker that is switched in shows the colours of the items that it holds, and nothing else:
   pieces, which are drawn and never chosen. */
function colourWorkers(rows) {
  for (const row of rows) {
    const items = row.bars.filter((bar) => bar.mark === MARK.CALLBACK);
    let first = 0;
    row.bars = row.bars.flatMap((bar) => {
      if (bar.mark !== MARK.RUNS || bar.hue >= 0) {
        return [bar];
      }
      while (first < items.length && items[first].to <= bar.from) {
        first++;
      }
      const pieces = [];
      for (let i = first; i < items.length && items[i].from < bar.to; i++) {
        const whole = items[i];
        pieces.push({ ...bar, whole, hue: whole.hue, name: whole.name,
          from: Math.max(bar.from, whole.from), to: Math.min(bar.to, whole.to) });
      }
      return pieces;
    });
    row.bars.sort((a, b) => (b.mark === MARK.CALLBACK) - (a.mark === MARK.CALLBACK)
      || a.from - b.from || a.index - b.index);
  }
}

/* Rows with a heading above each group, and the line on which each stands. */
function layRows(data, bars) {
  const lines = [];
  const rows = data.rows.map(([group, title]) => ({ group, title, bars: [] }));
  bars.forEach((bar) => rows[bar.row].bars.push(bar));
  rows.forEach((row, index) => {
    if (index === 0 || rows[index - 1].group !== row.group) {
      lines.push({ heading: row.group });
    }
    row.line = lines.length;
    lines.push({ row });
  });
  return { rows, lines };
}

/* ---- one timeline ---- */

class Timeline {
  constructor(data) {
    this.data = data;
    this.bars = readBars(data);
    Object.assign(this, layRows(data, this.bars));
    colourWorkers(this.rows);
    this.shown = this.rows.flatMap((row) => row.bars.filter((bar) => !bar.whole));
    this.end = data.cut === null ? data.until - data.from : data.cut;
    this.view = [0, Math.max(this.end, 1)];
    this.chosen = null;
    this.chain = [];
    this.linked = new Set();
    this.patterns = new Map();
  }

  /* Elements, in place of the picture. */
  build(picture) {
    const box = document.createElement("div");
    box.className = "tools";
    box.innerHTML = "<div class=\"switch\" role=\"group\" aria-label=\"Zoom\">"
      + "<button type=\"button\" data-do=\"in\" aria-label=\"Zoom in\">+</button>"
      + "<button type=\"button\" data-do=\"out\" aria-label=\"Zoom out\">&minus;</button>"
      + "<button type=\"button\" data-do=\"left\" aria-label=\"Earlier\">&larr;</button>"
      + "<button type=\"button\" data-do=\"right\" aria-label=\"Later\">&rarr;</button>"
      + "<button type=\"button\" data-do=\"all\">all</button></div>"
      + "<p class=\"note\">Drag to move, Ctrl and wheel or + and &minus; to zoom, click for what "
      + "led to what. Keys: arrows choose, Shift and arrows move, Enter zooms to the chosen one, "
      + "0 shows all, Esc lets go.</p>"
      + "<div class=\"board\"><canvas tabindex=\"0\" role=\"application\"></canvas>"
      + "<div class=\"tip gone\"></div></div>"
      + "<div class=\"told\" role=\"status\" aria-live=\"polite\"></div>";
    picture.before(box);
    picture.classList.add("gone");
    this.board = box.querySelector(".board");
    this.canvas = box.querySelector("canvas");
    this.tip = box.querySelector(".tip");
    this.told = box.querySelector(".told");
    this.canvas.setAttribute("aria-label", `Timeline of ${this.rows.length} rows and `
      + `${this.bars.length} bars. Arrow keys choose a bar; what it is is told below.`);
    this.listen(box);
    new ResizeObserver(() => this.draw()).observe(this.board);
    this.board.addEventListener("scroll", () => this.draw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    if (this.data.cut !== null) {
      this.say(`Detail is kept up to ${wordsOfInstant(this.data.from + this.end)} s.`);
    }
  }

  say(words) {
    this.told.textContent = words;
  }

  /* ---- places ---- */

  get left() {
    return this.board.clientWidth < 640 ? 96 : 184;
  }

  x(t) {
    return this.left + (t - this.view[0]) / (this.view[1] - this.view[0])
      * (this.board.clientWidth - this.left);
  }

  time(x) {
    return this.view[0] + (x - this.left) / (this.board.clientWidth - this.left)
      * (this.view[1] - this.view[0]);
  }

  y(line) {
    return AXIS + line * LINE;
  }

  /* Where a bar is in the window, for whoever wants to click it. */
  center(index) {
    const bar = this.bars[index];
    const place = this.canvas.getBoundingClientRect();
    return { x: place.x + (this.x(Math.max(bar.from, this.view[0]))
      + this.x(Math.min(bar.to, this.view[1]))) / 2,
    y: place.y + this.y(this.rows[bar.row].line) + LINE / 2 };
  }

  find(x, y) {
    const entry = this.lines[Math.floor((y - AXIS) / LINE)];
    if (!entry || !entry.row || x < this.left) {
      return null;
    }
    let best = null;
    for (const bar of entry.row.bars) {
      const from = this.x(bar.from) - 2;
      const to = Math.max(this.x(bar.to), from + 3) + 2;
      if (!bar.whole && x >= from && x <= to
          && (best === null || bar.to - bar.from <= best.to - best.from)) {
        best = bar;
      }
    }
    return best;
  }

  /* ---- what is seen ---- */

  look(from, to) {
    const least = 20;
    const width = Math.min(Math.max(to - from, least), this.end);
    const start = Math.min(Math.max(from, 0), this.end - width);
    this.view = [start, start + width];
    this.draw();
    for (const other of timelines) {
      if (other !== this && other.data.from === this.data.from && other.end === this.end) {
        other.view = [...this.view];
        other.draw();
      }
    }
  }

  zoom(factor, around) {
    const [from, to] = this.view;
    const at = around === undefined ? (from + to) / 2 : around;
    this.look(at - (at - from) * factor, at + (to - at) * factor);
  }

  move(share) {
    const step = (this.view[1] - this.view[0]) * share;
    this.look(this.view[0] + step, this.view[1] + step);
  }

  /* So that a bar can be seen. */
  show(bar) {
    const width = this.view[1] - this.view[0];
    if (bar.to < this.view[0] || bar.from > this.view[1]) {
      const middle = (bar.from + bar.to) / 2;
      this.look(middle - width / 2, middle + width / 2);
    }
    const top = this.y(this.rows[bar.row].line);
    const { scrollTop, clientHeight } = this.board;
    if (top < scrollTop + AXIS || top + LINE > scrollTop + clientHeight) {
      this.board.scrollTop = top - this.board.clientHeight / 2;
    }
  }

  /* ---- choosing ---- */

  choose(bar) {
    this.chosen = bar;
    this.chain = [];
    if (bar) {
      const causes = new Set(bar.flows);
      this.chain = this.shown.filter((one) => one !== bar && one.mark !== MARK.READY
        && one.flows.some((flow) => causes.has(flow)));
      this.chain.push(bar);
      this.chain.sort((a, b) => a.from - b.from || a.to - b.to || a.index - b.index);
      this.show(bar);
    }
    this.linked = new Set(this.chain);
    this.tell();
    this.draw();
  }

  sentence(bar) {
    const row = this.rows[bar.row];
    const place = row.title ? `${row.group}, ${row.title}` : row.group;
    return `${bar.name}: ${DOING[bar.mark]}, ${place}, `
      + `from ${wordsOfInstant(this.data.from + bar.from)} s, `
      + `${wordsOfLength(bar.to - bar.from)}${bar.open ? ", not ended" : ""}`;
  }

  tell() {
    this.told.textContent = "";
    if (!this.chosen) {
      return;
    }
    const words = document.createElement("p");
    const list = document.createElement("ol");
    words.textContent = `${this.sentence(this.chosen)}.`;
    this.told.append(words);
    if (this.chain.length < 2) {
      return;
    }
    for (const bar of this.chain.slice(0, 60)) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const since = bar.from - this.chain[0].from;
      button.type = "button";
      button.textContent = `+${wordsOfLength(since)}  ${bar.name}: ${DOING[bar.mark]}, `
        + wordsOfLength(bar.to - bar.from);
      button.addEventListener("click", () => this.choose(bar));
      if (bar === this.chosen) {
        button.setAttribute("aria-current", "true");
      }
      item.append(button);
      list.append(item);
    }
    const lead = document.createElement("p");
    lead.textContent = this.chain.length > 60
      ? `What led to what (the first 60 of ${this.chain.length}):` : "What led to what:";
    this.told.append(lead, list);
  }

  /* The next bar of the row, or the nearest one of the next row that has any. */
  step(along, across) {
    const seen = (bar) => bar.to >= this.view[0] && bar.from <= this.view[1];
    if (!this.chosen) {
      this.choose(this.shown.find(seen) || null);
      return;
    }
    if (along !== 0) {
      const bars = this.shown.filter((bar) => bar.row === this.chosen.row)
        .sort((a, b) => a.from - b.from);
      this.choose(bars[bars.indexOf(this.chosen) + along] || this.chosen);
      return;
    }
    const middle = (Math.max(this.chosen.from, this.view[0])
      + Math.min(this.chosen.to, this.view[1])) / 2;
    for (let row = this.chosen.row + across; row >= 0 && row < this.rows.length; row += across) {
      const near = (bar) => Math.max(bar.from - middle, middle - bar.to, 0);
      const best = this.rows[row].bars.filter((bar) => !bar.whole).reduce(
        (a, b) => (a === null || near(b) < near(a) ? b : a), null);
      if (best) {
        this.choose(best);
        return;
      }
    }
  }

  /* ---- hands ---- */

  listen(box) {
    const deeds = { in: () => this.zoom(0.5), out: () => this.zoom(2), left: () => this.move(-0.4),
      right: () => this.move(0.4), all: () => this.look(0, this.end) };
    box.addEventListener("click", (event) => {
      const deed = deeds[event.target.dataset ? event.target.dataset.do : ""];
      if (deed) {
        deed();
      }
    });
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    this.canvas.addEventListener("dblclick", (event) => this.zoom(0.25, this.time(event.offsetX)));
    this.canvas.addEventListener("pointerdown", (event) => this.onPress(event));
    this.canvas.addEventListener("pointermove", (event) => this.onMove(event));
    this.canvas.addEventListener("pointerleave", () => this.tip.classList.add("gone"));
  }

  onKey(event) {
    const keys = { "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2),
      0: () => this.look(0, this.end), Escape: () => this.choose(null),
      ArrowLeft: () => (event.shiftKey ? this.move(-0.2) : this.step(-1, 0)),
      ArrowRight: () => (event.shiftKey ? this.move(0.2) : this.step(1, 0)),
      ArrowUp: () => this.step(0, -1), ArrowDown: () => this.step(0, 1),
      Enter: () => this.chosen && this.look(this.chosen.from - (this.chosen.to - this.chosen.from),
        this.chosen.to + (this.chosen.to - this.chosen.from)) };
    if (!event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  }

  onWheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.time(event.offsetX));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      event.preventDefault();
      this.move((event.deltaX || event.deltaY) / this.board.clientWidth);
    }
  }

  onPress(event) {
    if (event.button !== 0) {
      return;
    }
    const start = { x: event.clientX, view: [...this.view] };
    let dragged = false;
    const move = (moved) => {
      const by = moved.clientX - start.x;
      if (Math.abs(by) > 4) {
        dragged = true;
        const step = by / (this.board.clientWidth - this.left) * (start.view[1] - start.view[0]);
        this.look(start.view[0] - step, start.view[1] - step);
      }
    };
    const end = (ended) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      if (!dragged && ended.target === this.canvas) {
        this.choose(this.find(ended.offsetX, ended.offsetY));
      }
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
  }

  /* What is under the pointer: a bar, or an instant that is marked above the rows. */
  hint(x, y) {
    const bar = this.find(x, y);
    if (bar) {
      return `${bar.name}: ${DOING[bar.mark]}, ${wordsOfLength(bar.to - bar.from)}`;
    }
    const mark = y < AXIS + LINE && this.data.marks.find(([at]) => Math.abs(this.x(at) - x) < 6);
    return mark ? mark[1] : null;
  }

  onMove(event) {
    const words = this.hint(event.offsetX, event.offsetY);
    this.tip.classList.toggle("gone", words === null);
    if (words !== null) {
      const left = Math.min(event.offsetX + 12, this.board.clientWidth - 220);
      this.tip.textContent = words;
      this.tip.style.left = `${Math.max(left, 0)}px`;
      this.tip.style.top = `${event.offsetY + 16}px`;
    }
  }

  /* ---- drawing ---- */

  draw() {
    const width = this.board.clientWidth;
    const height = AXIS + this.lines.length * LINE + 8;
    const scale = devicePixelRatio || 1;
    if (width === 0) {
      return;
    }
    if (this.canvas.width !== Math.round(width * scale)
        || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
      this.canvas.style.height = `${height}px`;
    }
    const style = getComputedStyle(document.documentElement);
    this.ink = style.getPropertyValue("--ink").trim();
    this.dim = style.getPropertyValue("--dim").trim();
    this.soft = style.getPropertyValue("--line").trim();
    this.paper = style.getPropertyValue("--paper").trim();
    const c = this.canvas.getContext("2d");
    c.setTransform(scale, 0, 0, scale, 0, 0);
    c.clearRect(0, 0, width, height);
    c.font = "12px ui-monospace, monospace";
    c.textBaseline = "middle";
    c.save();
    c.beginPath();
    c.rect(this.left, 0, width - this.left, height);
    c.clip();
    this.drawGrid(c, height);
    this.rows.forEach((row) => this.drawRow(c, row));
    this.drawChain(c);
    this.data.marks.forEach(([at]) => this.drawMark(c, at));
    c.restore();
    this.drawTitles(c);
    this.drawAxis(c, width);
  }

  /* 1, 2 or 5 times a power of ten, for about one line in 110 pixels. */
  get tick() {
    const lines = Math.max((this.board.clientWidth - this.left) / 110, 1);
    const range = (this.view[1] - this.view[0]) / lines;
    const power = 10 ** Math.floor(Math.log10(Math.max(range, 1)));
    return Math.max([1, 2, 5, 10].find((n) => n * power >= range) * power, 1);
  }

  ticks() {
    const { tick } = this;
    const all = [];
    const base = this.data.from % tick;
    const first = Math.ceil((this.view[0] + base) / tick) * tick - base;
    for (let at = first; at <= this.view[1]; at += tick) {
      all.push(at);
    }
    return all;
  }

  drawGrid(c, height) {
    c.strokeStyle = this.soft;
    for (const at of this.ticks()) {
      const x = Math.round(this.x(at)) + 0.5;
      c.beginPath();
      c.moveTo(x, AXIS);
      c.lineTo(x, height);
      c.stroke();
    }
  }

  drawAxis(c, width) {
    const top = this.board.scrollTop;
    c.globalAlpha = 1;
    c.fillStyle = this.paper;
    c.fillRect(0, top, width, AXIS - 2);
    c.fillStyle = this.dim;
    c.textAlign = "left";
    c.fillText("s", 4, top + 10);
    c.textAlign = "center";
    const digits = Math.min(Math.max(9 - Math.floor(Math.log10(this.tick)), 0), 9);
    for (const at of this.ticks()) {
      const words = wordsOfInstant(this.data.from + at);
      const x = this.x(at);
      if (x > this.left - 2 && x < width - 20) {
        const length = words.indexOf(".") + (digits === 0 ? 0 : 1 + digits)
          + Math.floor(Math.max(digits - 1, 0) / 3);
        c.fillText(words.slice(0, length), x, top + 10);
      }
    }
  }

  drawTitles(c) {
    c.textAlign = "left";
    this.lines.forEach((line, index) => {
      const y = this.y(index) + LINE / 2;
      c.fillStyle = line.heading ? this.ink : this.dim;
      const words = line.heading || line.row.title;
      const room = Math.floor((this.left - (line.heading ? 8 : 22)) / 7.3);
      c.fillText(words.length > room && !line.heading ? `..${words.slice(2 - room)}` : words,
        line.heading ? 4 : 16, y);
    });
  }

  /* A colour, hatched from the ninth thing on. */
  fill(c, hue) {
    if (hue < 0) {
      return this.dim;
    }
    const [colour, pattern] = this.data.hues[hue];
    if (pattern === 0) {
      return colour;
    }
    const key = `${colour}${pattern}`;
    if (!this.patterns.has(key)) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 6;
      const t = tile.getContext("2d");
      t.fillStyle = colour;
      t.fillRect(0, 0, 6, 6);
      t.strokeStyle = pattern === 2 ? "#000000" : "#ffffff";
      t.globalAlpha = 0.6;
      t.beginPath();
      t.moveTo(pattern === 3 ? 3 : 0, 0);
      t.lineTo(pattern === 3 ? 3 : 6, 6);
      t.stroke();
      this.patterns.set(key, c.createPattern(tile, "repeat"));
    }
    return this.patterns.get(key);
  }

  drawRow(c, row) {
    const y = this.y(row.line) + (LINE - BAR) / 2;
    const named = row.bars.some((bar) => bar.mark === MARK.CALLBACK) ? MARK.CALLBACK : MARK.RUNS;
    const drawn = [];
    let last = null;
    for (const bar of row.bars) {
      if (bar.to < this.view[0] || bar.from > this.view[1]) {
        continue;
      }
      const x = Math.max(this.x(bar.from), this.left - 10);
      const width = Math.max(Math.min(this.x(bar.to), this.board.clientWidth + 10) - x, 1);
      const same = last && last.bar.mark === bar.mark && last.bar.hue === bar.hue;
      if (same && x + width <= last.x + 1) {
        continue;
      }
      this.drawBar(c, bar, x, y, width);
      last = { bar, x: x + width };
      if (bar.hue >= 0 && width > 13 && (bar.mark === named || bar.mark === MARK.WAITS)) {
        drawn.push([bar, x, width]);
      }
    }
    drawn.forEach(([bar, x, width]) => this.drawName(c, bar, x, y, width));
  }

  /* Bars with nothing to do with the chosen one step back. */
  strength(bar) {
    return this.chosen !== null && !this.linked.has(bar.whole || bar) ? 0.3 : 1;
  }

  drawBar(c, bar, x, y, width) {
    const strength = [1, 0.55, 0.5, 0.35, 0, 0.35, 0.5][bar.mark];
    c.globalAlpha = strength * this.strength(bar);
    c.fillStyle = bar.mark === MARK.OVERHEAD || bar.mark === MARK.READY || bar.mark === MARK.HELD
      ? this.ink : this.fill(c, bar.hue);
    if (strength > 0) {
      c.fillRect(x, y, width, BAR);
    }
    if (bar.mark === MARK.BLOCKED && width > 2) {
      c.globalAlpha = 0.8 * this.strength(bar);
      c.strokeStyle = this.ink;
      c.setLineDash([2, 2]);
      c.strokeRect(x + 0.5, y + 2.5, width - 1, BAR - 5);
      c.setLineDash([]);
    }
    c.globalAlpha = 1;
  }

  /* The name where there is room for it, else the letter; on paper of its own where the bar is
     pale or several lie over each other. */
  drawName(c, bar, x, y, width) {
    const words = width > bar.name.length * 7.4 + 8 ? bar.name : this.data.hues[bar.hue][2];
    const from = Math.max(x, this.left) + 3;
    c.globalAlpha = this.strength(bar);
    c.textAlign = "left";
    c.lineWidth = 3;
    c.strokeStyle = bar.mark === MARK.RUNS ? "transparent" : this.paper;
    c.strokeText(words, from, y + BAR / 2 + 0.5);
    c.fillStyle = bar.mark === MARK.RUNS ? "#000000" : this.ink;
    c.fillText(words, from, y + BAR / 2 + 0.5);
    c.lineWidth = 1;
    c.globalAlpha = 1;
  }

  drawMark(c, at) {
    const x = this.x(at);
    if (x >= this.left) {
      c.fillStyle = "#d55e00";
      c.textAlign = "center";
      c.fillText("!", x, AXIS + 6);
    }
  }

  /* The chosen bar and its causes, with lines between what followed each other. */
  drawChain(c) {
    let last = null;
    for (const bar of this.chain) {
      const x = this.x(bar.from);
      const y = this.y(this.rows[bar.row].line) + LINE / 2;
      c.strokeStyle = this.ink;
      c.lineWidth = bar === this.chosen ? 2.5 : 1.2;
      c.strokeRect(x - 0.5, y - BAR / 2 - 0.5, Math.max(this.x(bar.to) - x, 1) + 1, BAR + 1);
      if (last) {
        c.globalAlpha = 0.7;
        c.lineWidth = 1;
        c.beginPath();
        c.moveTo(last.x, last.y);
        c.bezierCurveTo((last.x + x) / 2, last.y, (last.x + x) / 2, y, x, y);
        c.stroke();
        c.globalAlpha = 1;
      }
      last = { x, y };
    }
    c.lineWidth = 1;
  }
}

for (const script of document.querySelectorAll("script.detail")) {
  const timeline = new Timeline(JSON.parse(script.textContent));
  let picture = script.previousElementSibling;
  while (picture && !picture.classList.contains("picture")) {
    picture = picture.previousElementSibling;
  }
  timelines.push(timeline);
  timeline.build(picture);
}
