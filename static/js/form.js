/* Small helps on forms. Every form works without them. */

/* What is wrong is read out where the reader is taken. */
document.querySelector("[data-error-summary]")?.focus();

/* A double click sends once; whoever waits a second may always send again. */
const DOUBLE_CLICK = 1000;
let lastSent = -DOUBLE_CLICK;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.timeStamp - lastSent < DOUBLE_CLICK) event.preventDefault();
  else lastSent = event.timeStamp;
});

/* What is too much to keep is shown in answer to what sent it (422). Once it is sent again, that answer is no place to
   go back to: Back asks for the page instead, and sends nothing. */
const IN_PLACE = 422;
document.addEventListener("submit", (event) => {
  const { responseStatus } = performance.getEntriesByType("navigation")[0];
  if (responseStatus === IN_PLACE && !event.defaultPrevented) history.replaceState(null, "", location.href);
});

for (const group of document.querySelectorAll("[data-choose-many]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const count = group.querySelector("[data-count]");

  const tell = () => {
    if (!count) return;
    count.querySelector("output").textContent = boxes.filter((box) => box.checked && !("exclusive" in box.dataset)).length;
    count.hidden = false;
  };

  group.addEventListener("change", ({ target }) => {
    if (target.checked) {
      /* "None of these" and the rest put each other out. */
      const isExclusive = "exclusive" in target.dataset;
      for (const box of boxes) {
        if (box !== target && (isExclusive || "exclusive" in box.dataset)) box.checked = false;
      }
    }
    tell();
  });
  tell();
}

/* What is too long stays, and how much of it is too much is counted as the server counts: signs, not bytes. */
for (const field of document.querySelectorAll("[data-longest]")) {
  const note = document.createElement("p");
  note.className = "count";
  note.setAttribute("aria-live", "polite");
  field.after(note);
  const count = () => {
    const more = [...field.value.trim()].length - Number(field.dataset.longest);
    note.textContent = more > 0 ? field.dataset.tooLong.replace("{more}", more.toLocaleString(document.documentElement.lang)) : "";
  };
  field.addEventListener("input", count);
  count();
}
