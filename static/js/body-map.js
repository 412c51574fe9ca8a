/* The picture of the body mirrors the checkboxes below it, both ways. They stay what is sent. While the picture works
   they fold away; who opens them uses them in place of the picture, so that each area is met once. Without this script
   only the checkboxes are there. */

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const readName = (box) => box.labels[0].textContent.trim();

// Move the checkboxes under a heading that opens, and the count of those that are ticked to the picture.
function foldList(map, group) {
  const list = document.createElement("details");
  list.className = "body__list";
  const heading = document.createElement("summary");
  heading.textContent = map.dataset.list;
  const boxes = group.querySelectorAll(".choice-group");
  boxes[0]?.before(list);
  list.append(heading, ...boxes);
  const count = group.querySelector("[data-count]");
  if (count) map.querySelector(".body__now").append(count);
  return list;
}

function connectPicture(map) {
  const group = map.closest("fieldset");
  const name = map.querySelector("[data-body-name]");
  const picture = map.querySelector("svg");
  const boxes = new Map([...group.querySelectorAll("input[type=checkbox]")].map((box) => [box.value, box]));
  for (const shape of map.querySelectorAll("[data-code]")) {
    if (!boxes.has(shape.dataset.code)) shape.removeAttribute("data-code");
  }
  const shapes = [...map.querySelectorAll("[data-code]")];
  const findBox = (shape) => boxes.get(shape.dataset.code);

  // One stop of the Tab key; the arrows lead from area to area. What is seen from both sides is met once.
  const areas = new Map();
  for (const shape of shapes) {
    if (areas.has(shape.dataset.code)) continue;
    areas.set(shape.dataset.code, shape);
    shape.setAttribute("role", "checkbox");
    shape.setAttribute("aria-label", readName(findBox(shape)));
  }
  const stops = [...areas.values()];
  let stop = stops[0];
  const list = foldList(map, group);

  // One stop of the Tab key while the picture is what is used, none while the list is.
  function setStops() {
    if (list.open) picture.setAttribute("aria-hidden", "true");
    else picture.removeAttribute("aria-hidden");
    for (const one of stops) one.setAttribute("tabindex", one === stop && !list.open ? 0 : -1);
  }

  function showChosen() {
    for (const shape of shapes) {
      shape.classList.toggle("body__area--chosen", findBox(shape).checked);
      if (shape.hasAttribute("role")) shape.setAttribute("aria-checked", findBox(shape).checked);
    }
    // Over the areas, so that no neighbour hides an edge.
    for (const edges of map.querySelectorAll(".body__edges")) {
      const view = edges.closest("[data-view]");
      const chosen = shapes.filter((shape) => view.contains(shape) && findBox(shape).checked);
      edges.setAttribute("d", chosen.map((shape) => shape.getAttribute("d")).join(""));
    }
  }

  // The area that is pointed at or in focus: framed on both sides, and named.
  function pointAt(code) {
    name.textContent = areas.has(code) ? readName(boxes.get(code)) : "";
    for (const ring of map.querySelectorAll(".body__ring")) {
      const view = ring.closest("[data-view]");
      const shape = shapes.find((one) => one.dataset.code === code && view.contains(one));
      ring.setAttribute("d", shape ? shape.getAttribute("d") : "");
    }
  }

  list.addEventListener("toggle", setStops);
  // What leads to a box, as an error does, leads into the list.
  group.addEventListener("focusin", ({ target }) => {
    if (boxes.get(target.value)?.closest("details")) list.open = true;
  });
  map.addEventListener("keydown", (event) => {
    const at = stops.indexOf(event.target);
    if (at < 0) return;
    if (event.key === " ") findBox(event.target).click();
    else if (event.key in STEPS) stops.at((at + STEPS[event.key]) % stops.length).focus();
    else return;
    event.preventDefault();
  });
  map.addEventListener("click", ({ target }) => {
    const area = areas.get(target.dataset.code);
    if (!area) return;
    area.focus({ preventScroll: true });
    findBox(area).click();
  });
  map.addEventListener("focusin", ({ target }) => {
    if (stops.includes(target)) stop = target;
    setStops();
  });
  for (const type of ["pointerover", "focusin"]) {
    group.addEventListener(type, ({ target }) => pointAt(target.dataset.code ?? target.value));
  }
  for (const type of ["pointerout", "focusout"]) group.addEventListener(type, () => pointAt(null));
  // On the form, so that what "none of these" puts out has been put out.
  group.form.addEventListener("change", showChosen);
  showChosen();
  setStops();
  map.hidden = false;
}

for (const map of document.querySelectorAll("[data-body-map]")) connectPicture(map);
