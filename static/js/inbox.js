/* Reads the list of submissions anew every 30 seconds, in place: what is selected, where the focus is and how far the
   page is scrolled stay. Says so when it cannot, because a list that looks like today's and is not hides patients.
   Without this script the list is as old as the page. */

const SECONDS = 30;
// For how long a list may be older than it looks before staff are told.
const STALE_SECONDS = 120;
const results = document.querySelector("#listing-results");
const stale = document.querySelector("[data-stale]");
let readAt = Date.now();

const readPart = (root, name) => root.querySelector(`[data-refreshed=${name}]`);
const isListed = (root) => readPart(root, "list") !== null;

// What the focus is on, told apart by what stays the same when the list is drawn again.
function describeFocus() {
  const { activeElement: focused } = document;
  if (!focused?.closest("[data-refreshed]")) return null;
  if (focused.matches("input")) return `input[value^="${focused.value.split(".")[0]}"]`;
  const link = focused.matches("a") ? focused : focused.closest("tr")?.querySelector("td.title a");
  return link ? `a[href="${CSS.escape(link.getAttribute("href"))}"]` : null;
}

function replaceParts(fresh) {
  const focus = describeFocus();
  const chosen = [...document.querySelectorAll("input[name=row]:checked")].map((box) => box.value);
  if (isListed(document) !== isListed(fresh)) {
    // The first submission came in, or the last one is done.
    results.replaceChildren(...fresh.body.childNodes);
  } else {
    for (const name of ["alarms", "views", "list"]) {
      const now = readPart(document, name);
      const then = readPart(fresh, name);
      if (now && then && now.innerHTML !== then.innerHTML) now.replaceChildren(...then.childNodes);
    }
  }
  // A row that was changed meanwhile has another value: it is no longer what was seen, so it is no longer selected.
  for (const box of document.querySelectorAll("input[name=row]")) box.checked = chosen.includes(box.value);
  if (focus) document.querySelector(`[data-refreshed] ${focus}`)?.focus({ preventScroll: true });
}

// Returns whether the list is that of now.
async function readAnew() {
  try {
    // Not the page itself: this URL does not count as a use of the session, which ends though the inbox is open.
    const url = `${results.dataset.resultsUrl}${location.search}`;
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    // Whoever is signed out is sent to another page, and nothing comes in here any more.
    if (response.redirected || response.status === 401 || response.status === 403) readAt = 0;
    if (!response.ok || response.redirected) return false;
    replaceParts(new DOMParser().parseFromString(await response.text(), "text/html"));
    return true;
  } catch {
    return false;
  }
}

async function refresh() {
  if (document.hidden) return;
  if (await readAnew()) readAt = Date.now();
  stale.hidden = Date.now() - readAt < STALE_SECONDS * 1000;
}

document.addEventListener("inbox:refresh", refresh);
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, SECONDS * 1000);
