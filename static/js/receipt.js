/* Copies what stands on the receipt, line by line. Without scripts it can be saved as a file. */

for (const tools of document.querySelectorAll("[data-receipt]")) {
  const list = tools.parentElement.querySelector("dl");
  const button = tools.querySelector("[data-copy-receipt]");
  const outcome = tools.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = [...list.children].map((row) => [...row.children].map((part) => part.textContent.trim()).join(": "));
    outcome.textContent = "";
    outcome.textContent = (await copied(lines.join("\n"), list)) ? tools.dataset.copied : tools.dataset.failed;
  });
}

async function copied(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    /* Not over HTTPS, or not allowed: the older way, through what is selected. */
    getSelection().selectAllChildren(element);
    return document.execCommand("copy");
  }
}
