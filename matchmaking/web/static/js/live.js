// Pages that stay true while they are open: the badge says whether the stream is there, new
// lines of a feed slide in, figures that changed are marked for a moment, and what the reader
// had in focus stays so when a part of the page is replaced. (What was unfolded: see page.js.)
(() => {
  "use strict";

  const PARTS = "[hx-trigger*='sse:ledger']";
  const AGAIN_MILLISECONDS = 5000;

  let stream = "still";
  let isBehind = false;
  let isOver = false;
  const show = () => {
    const state = isOver ? "over" : isBehind ? "lost" : stream;
    for (const badge of document.querySelectorAll("[data-live]")) badge.dataset.state = state;
  };
  const setStream = (now) => {
    stream = now;
    show();
  };

  const fetchAnew = () => {
    for (const part of document.querySelectorAll(PARTS)) htmx.trigger(part, "again");
  };
  const tryAgain = () => {
    isBehind = true;
    show();
    setTimeout(fetchAnew, AGAIN_MILLISECONDS);
  };

  document.addEventListener("htmx:sseOpen", () => setStream("live"));
  document.addEventListener("htmx:sseError", ({ detail: { source } }) => {
    setStream("lost");
    // Turned away for good, by a server that is there: fetching the figures tells why, and leads
    // to the sign-in page who was signed out meanwhile.
    if (source.readyState === EventSource.CLOSED && !isOver) fetchAnew();
  });
  document.addEventListener("htmx:sseClose", () => setStream("lost"));
  window.addEventListener("offline", () => setStream("lost"));

  // News whose figures could not be fetched must not be forgotten until there are others.
  document.addEventListener("htmx:sendError", ({ target }) => {
    if (target.matches(PARTS)) tryAgain();
  });
  document.addEventListener("htmx:responseError", ({ target, detail: { xhr } }) => {
    if (!target.matches(PARTS)) return;
    isOver = xhr.status === 403 || xhr.status === 404;
    if (isOver) show();
    else tryAgain();
  });

  const figures = () =>
    new Map([...document.querySelectorAll("[data-figure]")].map((it) => [it.id, it.textContent.trim()]));
  const lines = () =>
    new Set([...document.querySelectorAll(".feed [data-key]")].map((it) => it.dataset.key));

  // What tells a focused element again after its part of the page was replaced.
  const markOf = (element) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    if (element.matches("details[id] > summary")) return `${markOf(element.parentElement)} > summary`;
    const address = element.getAttribute("href");
    return address ? `${element.localName}[href="${CSS.escape(address)}"]` : undefined;
  };

  // The stream says where the ledger stands as soon as it opens: a page that shows that already
  // fetches nothing.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const message = event.detail.requestConfig.triggeringEvent?.detail;
    const shown = event.target.querySelector("[data-sequence]");
    if (!message?.data || !shown) return;
    if (JSON.parse(message.data).sequence <= Number(shown.dataset.sequence)) event.preventDefault();
  });

  let before;
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    const focused = target.contains(document.activeElement) ? document.activeElement : undefined;
    before = {
      figures: figures(),
      lines: lines(),
      focused: focused && markOf(focused),
    };
  });

  const markChanges = () => {
    for (const [id, text] of figures()) {
      const known = before.figures.get(id);
      if (known !== undefined && known !== text) document.getElementById(id).classList.add("is-changed");
    }
    if (!before.lines.size) return;
    for (const line of document.querySelectorAll(".feed [data-key]")) {
      if (!before.lines.has(line.dataset.key)) line.classList.add("is-new");
    }
  };

  const bringBack = (target) => {
    if (before.focused) target.querySelector(before.focused)?.focus({ preventScroll: true });
  };

  document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    if (!before) return;
    if (target.matches(PARTS)) isBehind = isOver = false;
    show();
    markChanges();
    bringBack(target);
    before = undefined;
  });
})();
