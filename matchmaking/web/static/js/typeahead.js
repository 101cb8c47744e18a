// Proposals below a text field while one types, fetched as list items from the server.
// The field stays an ordinary field: what is typed counts, whether chosen from the list or not.
(() => {
  "use strict";

  const PAUSE = 160;

  const proposeFor = (box) => {
    const field = box.querySelector("input");
    const list = document.createElement("ul");
    list.className = "typeahead__list";
    list.id = `${field.id}-options`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
    list.hidden = true;
    const place = document.createElement("div");
    place.className = "typeahead__box";
    field.before(place);
    place.append(field, list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": list.id,
      "aria-expanded": "false",
    })) {
      field.setAttribute(name, value);
    }

    let timer;
    let asked = 0;

    const options = () => [...list.querySelectorAll("[role=option]")];
    const active = () => options().findIndex((option) => option.ariaSelected === "true");

    const show = (seen) => {
      list.hidden = !seen;
      field.setAttribute("aria-expanded", String(seen));
      if (!seen) field.removeAttribute("aria-activedescendant");
    };

    const point = (index) => {
      options().forEach((option, at) => {
        option.ariaSelected = String(at === index);
        if (at !== index) return;
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      });
    };

    const choose = (option) => {
      field.value = option.dataset.value;
      show(false);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const ask = async () => {
      const words = field.value.trim();
      if (words.length < Number(box.dataset.shortest)) return show(false);
      const mine = ++asked;
      const address = new URL(box.dataset.typeahead, location.href);
      address.searchParams.set("q", words);
      let html = "";
      try {
        const answer = await fetch(address, { headers: { "HX-Request": "true" } });
        if (!answer.ok) return show(false);
        html = await answer.text();
      } catch {
        return show(false); // without a connection it is a plain field
      }
      if (mine !== asked || document.activeElement !== field) return;
      list.innerHTML = html;
      options().forEach((option, at) => {
        option.id = `${list.id}-${at}`;
        option.ariaSelected = "false";
      });
      if (!options().length) {
        const none = document.createElement("li");
        none.className = "typeahead__option";
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        none.textContent = box.dataset.none;
        list.replaceChildren(none);
      }
      show(true);
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });

    field.addEventListener("keydown", (event) => {
      if (list.hidden) {
        if (event.key === "ArrowDown") ask();
        return;
      }
      const last = options().length - 1;
      if (event.key === "ArrowDown") point(Math.min(active() + 1, last));
      else if (event.key === "ArrowUp") point(Math.max(active() - 1, 0));
      else if (event.key === "Escape") show(false);
      else if (event.key === "Enter" && options()[active()]?.dataset.value) choose(options()[active()]);
      else return;
      event.preventDefault();
    });

    // Pressing, not clicking: the field must not lose its focus first.
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[data-value]");
      if (option) choose(option);
    });

    field.addEventListener("blur", () => show(false));
  };

  for (const box of document.querySelectorAll("[data-typeahead]")) proposeFor(box);
})();
