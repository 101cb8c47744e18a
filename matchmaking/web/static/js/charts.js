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

  const { lang } = document.documentElement;
  const numbers = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });

  // Chinese counts large sums in ten thousands (万) where English counts millions.
  const wording = ({ inMillions }) => {
    const factor = inMillions && lang.startsWith("zh") ? 100 : 1;
    return (value) => (typeof value === "number" ? numbers.format(value * factor) : (value ?? "–"));
  };

  const axis = (given, worded) => ({
    ...given,
    axisLine: { lineStyle: { color: token("--rule-strong") }, ...given.axisLine },
    axisTick: { show: false, ...given.axisTick },
    axisLabel: {
      color: token("--ink-2"),
      hideOverlap: true,
      showMinLabel: true,
      showMaxLabel: true,
      ...(given.type === "value" ? { formatter: worded } : {}),
      // A curve's first and last day stand at the edges: their words must stay inside.
      ...(given.boundaryGap === false ? { alignMinLabel: "left", alignMaxLabel: "right" } : {}),
      ...given.axisLabel,
    },
    splitLine: { lineStyle: { color: token("--rule") }, ...given.splitLine },
  });

  // Words on a tree map's areas have the colour of paper: it stands off every colour of the theme.
  const series = (given, worded) =>
    given.type === "treemap"
      ? {
          itemStyle: { gapWidth: 2, borderColor: token("--paper") },
          ...given,
          label: {
            color: token("--paper"),
            lineHeight: 16, // without it the two lines lie upon each other
            ...given.label,
            formatter: ({ name, value }) => `${name}\n${worded(value)}`,
          },
        }
      : given;

  const each = (given, style, worded) =>
    Array.isArray(given) ? given.map((one) => style(one, worded)) : style(given, worded);

  // HTML tooltips would need style attributes, which the page's policy forbids.
  const themed = (given) => {
    const worded = wording(given);
    const options = {
      color: ["--seal", "--indigo", "--pine", "--ochre", "--plum", "--teal", "--stone"].map(token),
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
      valueFormatter: worded,
      ...options.tooltip,
    };
    for (const name of ["xAxis", "yAxis"]) {
      if (options[name]) options[name] = each(options[name], axis, worded);
    }
    if (options.legend) options.legend.textStyle = { color: token("--ink-2") };
    options.series = each(options.series, series, worded);
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
