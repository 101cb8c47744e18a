// What every page does beyond plain links and forms. Everything here has a script-free form:
// a question unfolds in place, a dialog's opener is a link, a form is sent as it is.
(() => {
  "use strict";

  const confirmation = (() => {
    let dialog;
    let panel;
    let home;

    const putBack = () => {
      if (panel) home.append(panel);
      panel = undefined;
    };

    return (details) => {
      if (!dialog) {
        dialog = document.createElement("dialog");
        dialog.className = "dialog";
        dialog.addEventListener("close", putBack);
        document.body.append(dialog);
      }
      putBack();
      home = details;
      panel = details.querySelector(".confirm__panel");
      for (const button of panel.querySelectorAll("[data-close]")) button.hidden = false;
      dialog.setAttribute("aria-label", details.querySelector("summary").textContent.trim());
      dialog.replaceChildren(panel);
      dialog.showModal();
    };
  })();

  // A pressed button must not send the same form twice while the answer is on its way.
  const sentOnce = (form, event) => {
    if (form.method !== "post" || form.matches("[hx-post], [data-again]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  };

  const forgetSent = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("form [aria-busy]")) {
      button.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : undefined;
    const question = target?.closest("[data-confirm] > summary");
    if (question) {
      event.preventDefault();
      confirmation(question.parentElement);
      return;
    }
    const opener = target?.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      return;
    }
    if (target?.closest("[data-close]")) target.closest("dialog")?.close();
    if (target?.matches("dialog")) target.close();
    if (target?.closest("[data-print]")) window.print();
  });

  // Of a date half typed a browser sends nothing: it would count as left empty.
  const askForTheRest = (form) => {
    for (const told of form.querySelectorAll("[data-half-told]")) {
      told.previousElementSibling.removeAttribute("aria-invalid");
      told.remove();
    }
    const halves = [...form.querySelectorAll("[data-half]")].filter((one) => one.validity.badInput);
    for (const field of halves) {
      const told = document.createElement("p");
      told.className = "field__error";
      told.id = `${field.id}-half`;
      told.dataset.halfTold = "";
      told.textContent = field.dataset.half;
      field.after(told);
      field.setAttribute("aria-invalid", "true");
      // Its help still describes it, too.
      const described = (field.getAttribute("aria-describedby") ?? "").split(" ");
      field.setAttribute("aria-describedby", [...new Set([...described, told.id])].join(" ").trim());
    }
    halves[0]?.focus();
    return halves.length > 0;
  };

  document.addEventListener("submit", (event) => {
    if (askForTheRest(event.target)) {
      event.preventDefault();
      return;
    }
    sentOnce(event.target, event);
    if (!event.defaultPrevented && event.target.method === "post") keepTyped(event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#menu") location.hash = "content";
  });

  // What is fetched anew must neither fold what somebody has opened nor wipe what they have typed
  // into another form and not sent yet.
  const isTyped = (field) => {
    if (!field.matches("select")) return field.value !== field.defaultValue;
    const proposed = [...field.options].findIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(proposed, 0);
  };

  // A page that comes anew has lost what was typed into its other forms: because one of its forms
  // was sent, or because a part of it could not be fetched any more. Whoever has to sign in again
  // meanwhile finds it afterwards; nobody else does.
  const KEPT = "typed";
  const TEXTS = "select[name], textarea[name], input[name]:not([type=hidden], [type=password], [type=file], [type=radio], [type=checkbox])";
  const person = () => document.querySelector(".rail__person")?.textContent;
  const formsSentTo = (action) => [...document.querySelectorAll("form[method=post]")].filter((one) => one.getAttribute("action") === action);

  const typedInto = (form) =>
    [...form.querySelectorAll(TEXTS)]
      .filter(isTyped)
      .map((field) => ({ action: form.getAttribute("action"), name: field.name, value: field.value, isSeen: field.offsetParent !== null }));

  const keepTyped = (sent) => {
    if (!person()) return;
    const others = [...document.querySelectorAll("form[method=post]")].filter((form) => form !== sent);
    sessionStorage.setItem(KEPT, JSON.stringify({ person: person(), typed: others.flatMap(typedInto) }));
  };

  // Returns whether the page has the field: then it need not be kept any longer.
  const typeBack = ({ action, name, value, isSeen }) => {
    const forms = formsSentTo(action);
    const field = forms.length === 1 && forms[0].querySelector(`[name="${name}"]`);
    if (!field) return false;
    if (!isTyped(field)) field.value = value;
    if (isSeen) field.closest("details:not([data-confirm])")?.setAttribute("open", "");
    return true;
  };

  const bringBackTyped = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (!kept || !person()) return;
    const left = kept.person === person() ? kept.typed.filter((one) => !typeBack(one)) : [];
    if (left.length) sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, typed: left }));
    else sessionStorage.removeItem(KEPT);
  };

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (xhr.getResponseHeader("HX-Refresh")) keepTyped(elt.closest("form"));
  });

  // Who adds or removes by the keyboard goes on with the next one, not from the page's beginning.
  const likeIt = (area, pressed) => {
    const kind = pressed?.id.split("-")[0];
    const alike = kind ? [...area.querySelectorAll(`button[id^="${kind}-"]`)].map((one) => one.id) : [];
    const at = alike.indexOf(pressed.id);
    return at < 0 ? [] : [...alike.slice(at), ...alike.slice(0, at).reverse()];
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.shouldSwap) return;
    const sent = event.detail.requestConfig?.elt?.closest("form");
    const open = [...event.target.querySelectorAll("details[open][id]")].map((one) => one.id);
    const fields = event.target.querySelectorAll("select[id], textarea[id], input[id]:not([type=checkbox], [type=radio], [type=file])");
    const typed = [...fields].filter((one) => one.form !== sent && isTyped(one)).map((one) => [one.id, one.value]);
    const near = likeIt(event.target, document.activeElement);
    // What was swapped as a whole is gone by then: its successor is heard of at the document.
    document.addEventListener(
      "htmx:afterSwap",
      () => {
        open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
        for (const [id, value] of typed) {
          const field = document.getElementById(id);
          if (field) field.value = value;
        }
        if (document.activeElement === document.body) {
          near.map((id) => document.getElementById(id)).find((one) => one)?.focus();
        }
      },
      { once: true },
    );
  });

  window.addEventListener("pageshow", forgetSent);

  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  bringBackTyped();
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-select]")) event.target.select();
  });

  // What is wrong comes before what went well.
  const first = document.querySelector("[role=alert][data-focus]") ?? document.querySelector("[data-focus]");
  first?.focus({ preventScroll: Boolean(location.hash) });
})();
