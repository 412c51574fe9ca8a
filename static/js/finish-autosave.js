/* In Wagtail's editors: what is saved, published or handed in waits for the autosave that is on its way. Sent beside
   it, a new page or questionnaire would be made twice, and the second refused because the first has its address, as
   happens without this script.

   And what was typed while an autosave was on its way is saved, too. Wagtail takes all that the form holds when the
   answer arrives for saved, so that the last words before a pause could be lost in silence. */

const LONGEST_WAIT = 10_000; // milliseconds; then the server may say what is wrong

let isSaving = false;
let isLeaving = false;
let sent = null;

// Wagtail does not ask for these either when it looks for changes.
const NO_CONTENT =
  /^(csrfmiddlewaretoken|next|loaded_revision_id|loaded_revision_created_at|overwrite_revision_id|comments-.*)$/;

function describe(data) {
  return JSON.stringify(
    [...data]
      .filter(([name]) => !NO_CONTENT.test(name))
      .map(([name, value]) => [name, value instanceof File ? [value.name, value.size, value.type] : value]),
  );
}

// Tell everybody but the form, which would forget that it has unsaved changes.
function keepUnsaved(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !sent) return;
  for (const [name, value] of Object.entries(event.detail.data?.field_updates ?? {})) sent.set(name, value);
  if (describe(sent) === describe(new FormData(form))) return;
  event.stopImmediatePropagation();
  document.dispatchEvent(new CustomEvent(event.type, { detail: event.detail }));
}

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
  if (isLeaving) {
    event.preventDefault();
    return;
  }
  isSaving = true;
  sent = event.detail.formData;
});
document.addEventListener("w-autosave:success", keepUnsaved, { capture: true });
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
