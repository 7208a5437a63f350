// Keeps what is typed while an application is written. Without it the buttons of the page keep it just as well.
"use strict";
const draft = document.querySelector("form[data-keep]");
const told = document.getElementById("kept");
if (draft && told) {
  let waiting = 0;
  const keep = async () => {
    if (draft.dataset.sent) return;
    const data = new FormData(draft);
    data.set("then", "keep");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data, redirect: "manual" });
      const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
      told.textContent = answer.status === 204 ? `${draft.dataset.kept} ${now}` : draft.dataset.failed;
    } catch {
      told.textContent = draft.dataset.failed;
    }
  };
  draft.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 1500); });
  draft.addEventListener("submit", () => clearTimeout(waiting));
}
