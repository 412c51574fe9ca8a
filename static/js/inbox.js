/* Reads the list of submissions anew every 30 seconds, in place: what is selected, where the focus is and how far the
   page is scrolled stay. Without this script the list is as old as the page. */

const SECONDS = 30;

const readPart = (root, name) => root.querySelector(`[data-refreshed=${name}]`);

// What the focus is on, told apart by what stays the same when the list is drawn again.
function describeFocus() {
  const { activeElement: focused } = document;
  if (!focused?.closest("[data-refreshed]")) return null;
  if (focused.matches("input")) return `input[value^="${focused.value.split(".")[0]}"]`;
  return focused.matches("a") ? `a[href="${CSS.escape(focused.getAttribute("href"))}"]` : null;
}

function replaceParts(fresh) {
  const focus = describeFocus();
  const chosen = [...document.querySelectorAll("input[name=row]:checked")].map((box) => box.value);
  for (const name of ["views", "list"]) {
    const now = readPart(document, name);
    const then = readPart(fresh, name);
    if (now && then && now.innerHTML !== then.innerHTML) now.replaceChildren(...then.childNodes);
  }
  // A row that was changed meanwhile has another value: it is no longer what was seen, so it is no longer selected.
  for (const box of document.querySelectorAll("input[name=row]")) box.checked = chosen.includes(box.value);
  if (focus) document.querySelector(`[data-refreshed] ${focus}`)?.focus({ preventScroll: true });
}

async function refresh() {
  if (document.hidden) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return;
    replaceParts(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    // Offline for a moment: the next try will tell.
  }
}

document.addEventListener("inbox:refresh", refresh);
setInterval(refresh, SECONDS * 1000);
