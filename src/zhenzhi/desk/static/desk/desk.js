// Keys of the desk. Nothing here is needed: every key has a link or a button beside it.
"use strict";
(() => {
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
  const typing = (node) => node.closest("input, textarea, select, [contenteditable], dialog[open]");
  let before = "";
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    const link = next.querySelector("a");
    if (link) link.focus();
  };
  const keys = {
    "/": () => document.getElementById("find").focus(),
    "?": () => document.getElementById("keys").showModal(),
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = document.activeElement.closest("tr");
      const box = row && row.querySelector("input[type=checkbox]");
      if (box) box.click();
    },
    a: () => { const first = document.querySelector("main .acts a.button"); if (first) first.click(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (before === "g" && event.key === "w") { location.href = "/desk"; return; }
    before = event.key;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  const count = () => {
    for (const bar of document.querySelectorAll("[data-bulk]")) {
      const form = bar.closest("form");
      const chosen = form.querySelectorAll("tbody input[type=checkbox]:checked").length;
      bar.querySelector("[data-chosen]").textContent = chosen;
    }
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-all]")) for (const one of box.form.querySelectorAll("tbody input[type=checkbox]")) one.checked = box.checked;
    if (box.type === "checkbox") count();
  });
  document.addEventListener("htmx:afterSwap", count);
  const small = window.matchMedia("(max-width: 720px)");
  const drawer = document.querySelector(".drawer");
  if (drawer && small.matches) drawer.open = false;
})();
