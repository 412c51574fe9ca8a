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
