/* Keeps on the server what stands on the page, sealed, while it is written. What could not be kept yet is in the page
   alone, never in the browser's storage, where the next person at a shared device could read it. */

const PAUSE = 800;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
const TIMEOUT = 10_000;

/* Why the server kept nothing, and the sentence for it. Without one the answers are out of reach. */
const refusalOf = (response) => {
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? response.json() : {};
};

for (const form of document.querySelectorAll("[data-autosave]")) {
  const note = form.querySelector("[role=status]");
  let written = 0; /* how often something changed, and how much of that is kept */
  let kept = 0;
  let failures = 0;
  let isOver = false; /* the page is out of date: nothing of it is kept any more while it is written */
  let running = null;
  let timer;

  /* A text that stands there already is not read out again. */
  const tell = (text) => {
    if (note.textContent !== text) note.textContent = text;
  };
  const saveIn = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  const attempt = async () => {
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
      const refusal = response.ok ? null : await refusalOf(response);
      isOver = refusal !== null && refusal.why !== "too-long";
      kept = now;
      failures = 0;
      tell(refusal ? (refusal.says ?? note.dataset.gone) : note.dataset.saved);
      if (kept < written) saveIn(PAUSE);
    } catch {
      tell(note.dataset.waiting);
      saveIn(Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT));
      failures += 1;
    }
  };
  const save = async () => {
    if (running) await running;
    if (isOver || kept === written) return;
    running = attempt();
    await running;
    running = null;
  };

  form.addEventListener("input", () => {
    written += 1;
    if (!failures) saveIn(PAUSE);
  });
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());

  /* Where the connection is known to be down, saving is tried first, so that a page that cannot be sent stays and says
     so. Else the browser sends it at once. */
  form.addEventListener("submit", async (event) => {
    if (isOver || (!failures && navigator.onLine)) {
      /* It goes with the form: to save it on leaving the page, too, would come late and be refused. */
      clearTimeout(timer);
      kept = written;
      return;
    }
    event.preventDefault();
    written += 1;
    await save();
    if (failures) {
      tell(note.dataset.unsent);
      return;
    }
    if (event.submitter?.name) {
      const pressed = Object.assign(document.createElement("input"), { type: "hidden" });
      pressed.name = event.submitter.name;
      pressed.value = event.submitter.value;
      form.append(pressed);
    }
    form.submit();
  });
}
