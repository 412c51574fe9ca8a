/* Keeps on the server what stands on the page, sealed, while it is written. What could not be kept yet is in the page
   alone, never in the browser's storage, where the next person at a shared device could read it. Without this script a
   page is kept when it is sent. */

// All in milliseconds.
const PAUSE = 800;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const TIMEOUT = 10_000;

// Why the server kept nothing, and the sentence for it. Without one the answers are out of reach.
function readRefusal(response) {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? response.json() : {};
}

function keepForm(form) {
  const note = form.querySelector("[role=status]");
  // How often something changed, and how much of that is kept.
  let written = 0;
  let kept = 0;
  let failures = 0;
  // The page is out of date: nothing of it is kept any more while it is written.
  let isOver = false;
  let running = null;
  let timer;

  // A text that stands there already is not read out again.
  function showNote(text) {
    if (note.textContent !== text) note.textContent = text;
  }

  function planSave(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  async function trySave() {
    const now = written;
    const body = new URLSearchParams(new FormData(form));
    body.append(":revision", form.dataset.autosave);
    try {
      const response = await fetch(location.href, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: true,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (response.status >= 500 || response.status === 429) throw new Error("not now");
      const refusal = response.ok ? null : await readRefusal(response);
      isOver = refusal !== null && refusal.why !== "too-long";
      kept = now;
      failures = 0;
      showNote(refusal ? (refusal.says ?? note.dataset.gone) : note.dataset.saved);
      if (kept < written) planSave(PAUSE);
    } catch {
      showNote(note.dataset.waiting);
      planSave(Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT));
      failures += 1;
    }
  }

  async function save() {
    if (running) await running;
    if (isOver || kept === written) return;
    running = trySave();
    await running;
    running = null;
  }

  // The button that was pressed says what to do, and is not sent when a script sends the form.
  function sendAs(button) {
    if (button?.name) {
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
      form.append(pressed);
    }
    form.submit();
  }

  form.addEventListener("input", () => {
    written += 1;
    if (!failures) planSave(PAUSE);
  });
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());

  // Where the connection is known to be down, saving is tried first, so that a page that cannot be sent stays and says
  // so. Else the browser sends it at once.
  form.addEventListener("submit", async (event) => {
    if (isOver || (!failures && navigator.onLine)) {
      // It goes with the form: to save it on leaving the page, too, would come late and be refused.
      clearTimeout(timer);
      kept = written;
      return;
    }
    event.preventDefault();
    written += 1;
    await save();
    if (failures) showNote(note.dataset.unsent);
    else sendAs(event.submitter);
  });
}

for (const form of document.querySelectorAll("[data-autosave]")) keepForm(form);
