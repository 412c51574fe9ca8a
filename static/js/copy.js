/* Puts a button beside each citation that copies it as plain text. Without this script the text is selected by hand. */

async function copyText(element) {
  try {
    await navigator.clipboard.writeText(element.textContent.trim());
    return true;
  } catch {
    // Not over HTTPS, or not allowed: the older way, through what is selected.
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}

function addButton(entry, words) {
  const style = entry.previousElementSibling;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cite__copy";
  button.textContent = words.copy;
  button.setAttribute("aria-label", `${words.copy}: ${style.textContent}`);
  const outcome = document.createElement("span");
  outcome.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    outcome.textContent = "";
    outcome.textContent = (await copyText(entry)) ? words.copied : words.failed;
  });
  style.append(" ", button, " ", outcome);
}

for (const list of document.querySelectorAll("[data-copy]")) {
  for (const entry of list.querySelectorAll(".cite__entry")) addButton(entry, list.dataset);
}
