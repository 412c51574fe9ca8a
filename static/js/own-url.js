/* Gives a page that answers a form the URL of one that can be loaded: Back and Reload then lead there. And shows the
   field that has the focus: the browser goes to it before the page has its full length. Without this script the browser
   asks whether to send the form again. */

const { ownUrl } = document.querySelector("[data-own-url]").dataset;
history.replaceState(null, "", ownUrl);
addEventListener("load", () => document.querySelector("[autofocus]")?.scrollIntoView({ block: "center" }));
