/* In Wagtail's editors: what is saved, published or handed in waits for the autosave that is on its way. Sent beside
   it, a new page or questionnaire would be made twice, and the second refused because the first has its address, as
   happens without this script. */

const LONGEST_WAIT = 10_000; // milliseconds; then the server may say what is wrong

let isSaving = false;
let isLeaving = false;

// The button that was pressed says what to do, and Wagtail disables it at once: a disabled button is not sent.
function sendAs(form, button) {
  if (button?.name) {
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
    form.append(pressed);
  }
  form.requestSubmit();
}

function holdBack(event) {
  const form = event.target;
  if (!form.matches("[data-controller~=w-autosave]")) return;
  if (isLeaving && isSaving) {
    event.preventDefault();
    return;
  }
  isLeaving = true;
  if (!isSaving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const goOn = () => {
    if (!isSaving) return;
    isSaving = false;
    sendAs(form, event.submitter);
  };
  document.addEventListener("w-autosave:success", goOn, { capture: true, once: true });
  document.addEventListener("w-autosave:error", goOn, { capture: true, once: true });
  setTimeout(goOn, LONGEST_WAIT);
}

document.addEventListener("w-autosave:save", (event) => {
  if (isLeaving) event.preventDefault();
  else isSaving = true;
});
for (const end of ["success", "error"]) {
  document.addEventListener(`w-autosave:${end}`, () => {
    isSaving = false;
  });
}
document.addEventListener("submit", holdBack, { capture: true });

// Brought back by the browser's Back, the page is edited again. A page that is shown for the first time may be saving
// already: one that came back with errors does so before it has loaded.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  isLeaving = false;
  isSaving = false;
});
