// Draws the pictures: options come as JSON beside each picture, colours from the theme.
(() => {
  "use strict";

  const NAMED_COLOUR = /^var\((--[\w-]+)\)$/;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();
  let isFirst = true; // later drawings replace a picture the reader already saw
  const sizes = new ResizeObserver((entries) => {
    for (const entry of entries) drawn.get(entry.target)?.resize();
  });

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const coloured = (value) => {
    if (typeof value === "string") {
      const named = NAMED_COLOUR.exec(value);
      return named ? token(named[1]) : value;
    }
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, coloured(it)]));
    }
    return value;
  };

  const numbers = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

  const axis = (given) => ({
    ...given,
    axisLine: { lineStyle: { color: token("--rule-strong") }, ...given.axisLine },
    axisTick: { show: false, ...given.axisTick },
    axisLabel: { color: token("--ink-2"), ...given.axisLabel },
    splitLine: { lineStyle: { color: token("--rule") }, ...given.splitLine },
  });

  const eachAxis = (given) => (Array.isArray(given) ? given.map(axis) : axis(given));

  // HTML tooltips would need style attributes, which the page's policy forbids.
  const themed = (given) => {
    const options = {
      color: ["--seal", "--indigo", "--pine", "--ochre-fill", "--plum", "--teal", "--stone"].map(token),
      animation: isFirst && !calm.matches,
      animationDuration: 350,
      ...coloured(given),
      textStyle: { fontFamily: token("--sans"), color: token("--ink-2") },
    };
    options.tooltip = {
      renderMode: "richText",
      confine: true,
      backgroundColor: token("--surface"),
      borderColor: token("--rule-strong"),
      textStyle: { color: token("--ink"), fontSize: 12 },
      valueFormatter: (value) => (typeof value === "number" ? numbers.format(value) : (value ?? "–")),
      ...options.tooltip,
    };
    for (const name of ["xAxis", "yAxis"]) if (options[name]) options[name] = eachAxis(options[name]);
    return options;
  };

  const draw = (element) => {
    const source = document.getElementById(element.dataset.chart);
    if (!source) return;
    const chart = drawn.get(element) ?? echarts.init(element, undefined, { renderer: "canvas" });
    if (!drawn.has(element)) {
      drawn.set(element, chart);
      sizes.observe(element);
      chart.on("click", ({ data }) => data?.url && location.assign(data.url));
    }
    chart.setOption(themed(JSON.parse(source.textContent)), { notMerge: true });
  };

  const drawAll = () => {
    for (const [element, chart] of drawn) {
      if (element.isConnected) continue;
      sizes.unobserve(element);
      chart.dispose();
      drawn.delete(element);
    }
    for (const element of document.querySelectorAll("[data-chart]")) draw(element);
  };

  document.addEventListener("htmx:afterSettle", drawAll);
  dark.addEventListener("change", drawAll);
  drawAll();
  isFirst = false;
})();
