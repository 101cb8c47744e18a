// Pages that stay true while they are open: the badge says whether the stream is there, new
// lines of a feed slide in, and figures that changed are marked for a moment.
(() => {
  "use strict";

  const setState = (state) => {
    for (const badge of document.querySelectorAll("[data-live]")) badge.dataset.state = state;
  };

  let connected = false;
  document.addEventListener("htmx:sseOpen", () => {
    connected = true;
    setState("live");
  });
  document.addEventListener("htmx:sseError", () => {
    connected = false;
    setState("lost");
  });
  document.addEventListener("htmx:sseClose", () => {
    connected = false;
    setState("lost");
  });
  window.addEventListener("offline", () => setState("lost"));

  let figures = new Map();
  let lines = new Set();

  const remember = () => {
    figures = new Map(
      [...document.querySelectorAll("[data-figure]")].map((it) => [it.id, it.textContent]),
    );
    lines = new Set([...document.querySelectorAll(".feed [data-key]")].map((it) => it.dataset.key));
  };

  // Only what really changed moves.
  const mark = () => {
    for (const figure of document.querySelectorAll("[data-figure]")) {
      const before = figures.get(figure.id);
      if (before !== undefined && before !== figure.textContent) figure.classList.add("is-changed");
    }
    for (const line of document.querySelectorAll(".feed [data-key]")) {
      if (lines.size && !lines.has(line.dataset.key)) line.classList.add("is-new");
    }
    // A badge that came with the new fragment does not know yet that the stream is there.
    if (connected) setState("live");
    remember();
  };

  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSettle", mark);
  remember();
})();
