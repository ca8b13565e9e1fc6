// Draws the console's charts with the theme's library: each light has its colour and a pattern of its own, so that
// it can be told in grey, by day, by night and on paper (always by day). The numbers stand in a table beside each.
(() => {
  "use strict";

  const TONES = {
    red: ["--db-arc-red", "solid"],
    amber: ["--db-arc-amber", "diagonal"],
    green: ["--db-arc-green", "dots"],
    blue: ["--db-arc-blue", "grid"],
    grey: ["--db-arc-grey", "empty"],
  };
  // Lines have no room for a pattern: they differ in dashes and points instead.
  const LINES = { red: [[], "rect"], amber: [[6, 4], "triangle"], blue: [[], "circle"] };
  const OF_LINES = new Set(["ranks", "counts"]);
  const IN_ROWS = new Set(["stacked_rows", "side_by_side"]);
  const STACKED = new Set(["stacked_rows", "stacked_columns"]);
  const PAPER_WIDTH = 660;
  const LINE_LENGTH = 12;
  const LINE_LENGTH_ON_A_PHONE = 7;
  const charts = [];
  let onPaper = false;

  // Reads the colours of the day even while the screen is dark.
  const colours = () => {
    const root = document.documentElement;
    const isDark = onPaper && root.classList.contains("dark");
    if (isDark) root.classList.remove("dark");
    const style = getComputedStyle(root);
    const read = (name) => style.getPropertyValue(name).trim();
    const found = { ink: read("--db-ink-soft"), line: read("--db-line"), paper: read("--db-paper") };
    for (const [tone, [name]] of Object.entries(TONES)) found[tone] = read(name);
    if (isDark) root.classList.add("dark");
    return found;
  };

  const strokes = {
    diagonal: (pen) => { pen.moveTo(0, 8); pen.lineTo(8, 0); pen.moveTo(-2, 2); pen.lineTo(2, -2); pen.moveTo(6, 10); pen.lineTo(10, 6); },
    grid: (pen) => { pen.moveTo(0, 4); pen.lineTo(8, 4); pen.moveTo(4, 0); pen.lineTo(4, 8); },
    dots: (pen) => { pen.moveTo(3, 3); pen.lineTo(5, 3); },
  };

  const fill = (tone, palette) => {
    const pattern = TONES[tone][1];
    if (pattern === "solid") return palette[tone];
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = pattern === "empty" ? palette.paper : palette[tone];
    pen.fillRect(0, 0, 8, 8);
    if (strokes[pattern]) {
      pen.strokeStyle = palette.paper;
      pen.lineWidth = pattern === "dots" ? 2 : 1.5;
      pen.beginPath();
      strokes[pattern](pen);
      pen.stroke();
    }
    return pen.createPattern(tile, "repeat");
  };

  // A long name takes two lines, and ends with an ellipsis if it needs more.
  const wrapped = (label) => {
    const length = innerWidth < 700 ? LINE_LENGTH_ON_A_PHONE : LINE_LENGTH;
    if (label.length <= length) return label;
    const rest = label.slice(length);
    return [label.slice(0, length), rest.length > length ? `${rest.slice(0, length - 1)}…` : rest];
  };

  const dataset = (series, kind) => {
    const common = { label: series.name, data: series.values, tone: series.tone };
    if (!OF_LINES.has(kind)) return { ...common, borderWidth: 1, maxBarThickness: 28 };
    const [borderDash, pointStyle] = LINES[series.tone];
    return { ...common, borderDash, pointStyle, pointRadius: 5, borderWidth: 2, spanGaps: true };
  };

  const options = (kind) => {
    const stacked = STACKED.has(kind);
    const rows = IN_ROWS.has(kind);
    const counts = { stacked, beginAtZero: kind !== "ranks", ticks: {}, grid: {}, border: {} };
    const names = { stacked, ticks: { autoSkip: !rows }, grid: { display: false }, border: {} };
    if (kind !== "side_by_side") counts.ticks.precision = 0;
    if (kind === "ranks") Object.assign(counts, { reverse: true, min: 1, suggestedMax: 10 });
    return {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: rows ? "y" : "x",
      scales: rows ? { x: counts, y: names } : { x: names, y: counts },
      plugins: { legend: { position: "bottom", labels: { boxWidth: 22, boxHeight: 12, usePointStyle: OF_LINES.has(kind) } }, tooltip: { enabled: true } },
    };
  };

  const colour = (sets, kind, palette) => {
    for (const each of sets) {
      const isLine = OF_LINES.has(kind);
      each.borderColor = each.tone === "grey" ? palette.ink : palette[each.tone];
      each.backgroundColor = isLine ? palette[each.tone] : fill(each.tone, palette);
    }
  };

  const paint = ({ chart, kind }) => {
    const palette = colours();
    colour(chart.data.datasets, kind, palette);
    for (const axis of Object.values(chart.options.scales)) {
      axis.ticks.color = palette.ink;
      axis.grid.color = palette.line;
      axis.border.color = palette.line;
    }
    chart.options.plugins.legend.labels.color = palette.ink;
    chart.update("none");
  };

  const draw = (canvas) => {
    const spec = JSON.parse(canvas.dataset.plot);
    if (IN_ROWS.has(spec.kind)) canvas.parentElement.style.height = `${spec.labels.length * 44 + 80}px`;
    // With colours from the beginning, else the library's own ones stay on some bars.
    const datasets = spec.series.map((each) => dataset(each, spec.kind));
    colour(datasets, spec.kind, colours());
    const chart = new Chart(canvas, {
      type: OF_LINES.has(spec.kind) ? "line" : "bar",
      data: { labels: spec.labels.map(wrapped), datasets },
      options: options(spec.kind),
    });
    const drawn = { chart, kind: spec.kind };
    charts.push(drawn);
    paint(drawn);
  };

  const repaint = () => charts.forEach(paint);

  addEventListener("DOMContentLoaded", () => {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    document.querySelectorAll("canvas[data-plot]").forEach(draw);
    new MutationObserver(() => { if (!onPaper) repaint(); })
      .observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  });
  addEventListener("beforeprint", () => {
    onPaper = true;
    for (const { chart } of charts) chart.resize(PAPER_WIDTH, chart.height);
    repaint();
  });
  addEventListener("afterprint", () => {
    onPaper = false;
    for (const { chart } of charts) chart.resize();
    repaint();
  });
})();
