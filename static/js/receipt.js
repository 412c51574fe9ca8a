/* Copies what stands on the receipt, line by line. Without this script it can be saved as a file. */

async function copyText(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not over HTTPS, or not allowed: the older way, through what is selected.
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}

function readLines(list) {
  return [...list.children].map((row) => [...row.children].map((part) => part.textContent.trim()).join(": "));
}

function connectButton(tools) {
  const list = tools.parentElement.querySelector("dl");
  const button = tools.querySelector("[data-copy-receipt]");
  const outcome = tools.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = readLines(list).join("\n");
    outcome.textContent = "";
    outcome.textContent = (await copyText(text, list)) ? tools.dataset.copied : tools.dataset.failed;
  });
}

for (const tools of document.querySelectorAll("[data-receipt]")) connectButton(tools);
