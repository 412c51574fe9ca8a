/* A button that prints, for those who do not know where their browser keeps its own. It shows only with this script. */

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
