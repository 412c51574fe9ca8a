/* Gives a page that answers a form the URL of one that can be loaded: Back and Reload then lead there. Without this
   script the browser asks whether to send the form again. */

const { ownUrl } = document.querySelector("[data-own-url]").dataset;
history.replaceState(null, "", ownUrl);
