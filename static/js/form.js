/* Small helps on forms: the errors are read out, a double click sends once, choices are counted and "none of these"
   holds alone, and so are the characters that are too many. Every form works without them. */

const DOUBLE_CLICK = 1000; // milliseconds
const IN_PLACE = 422; // the status of a page that answers what was sent

let lastSent = -DOUBLE_CLICK;

const isExclusive = (box) => "exclusive" in box.dataset;

// A double click sends once; whoever waits a second may always send again.
function sendOnce(event) {
  if (event.defaultPrevented) return;
  if (event.timeStamp - lastSent < DOUBLE_CLICK) event.preventDefault();
  else lastSent = event.timeStamp;
}

// What is too much to keep is shown in answer to what sent it. Once it is sent again, that answer is no place to go
// back to: Back asks for the page instead, and sends nothing.
function forgetAnswer(event) {
  const { responseStatus } = performance.getEntriesByType("navigation")[0];
  if (responseStatus === IN_PLACE && !event.defaultPrevented) history.replaceState(null, "", location.href);
}

function countChoices(group) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const count = group.querySelector("[data-count]");

  function showCount() {
    if (!count) return;
    count.querySelector("output").textContent = boxes.filter((box) => box.checked && !isExclusive(box)).length;
    count.hidden = false;
  }

  group.addEventListener("change", ({ target }) => {
    // "None of these" and the rest put each other out.
    const others = boxes.filter((box) => box !== target && (isExclusive(target) || isExclusive(box)));
    if (target.checked) for (const box of others) box.checked = false;
    showCount();
  });
  showCount();
}

// What is too long stays, and how much of it is too much is counted as the server counts: signs, not bytes.
function countCharacters(field) {
  const note = document.createElement("p");
  note.className = "count";
  note.setAttribute("aria-live", "polite");
  field.after(note);

  function showCount() {
    const more = [...field.value.trim()].length - Number(field.dataset.longest);
    const number = more.toLocaleString(document.documentElement.lang);
    note.textContent = more > 0 ? field.dataset.tooLong.replace("{more}", number) : "";
  }

  field.addEventListener("input", showCount);
  showCount();
}

// What is wrong is read out where the reader is taken.
document.querySelector("[data-error-summary]")?.focus();
document.addEventListener("submit", sendOnce);
document.addEventListener("submit", forgetAnswer);
for (const group of document.querySelectorAll("[data-choose-many]")) countChoices(group);
for (const field of document.querySelectorAll("[data-longest]")) countCharacters(field);
