/* The picture of the body mirrors the checkboxes below it, both ways. They stay what is sent. While the picture works
   they fold away; who opens them uses them in place of the picture, so that each area is met once. */

for (const map of document.querySelectorAll("[data-body-map]")) {
  const group = map.closest("fieldset");
  const name = map.querySelector("[data-body-name]");
  const boxes = new Map([...group.querySelectorAll("input[type=checkbox]")].map((box) => [box.value, box]));
  for (const shape of map.querySelectorAll("[data-code]")) {
    if (!boxes.has(shape.dataset.code)) shape.removeAttribute("data-code");
  }
  const shapes = [...map.querySelectorAll("[data-code]")];
  const boxOf = (shape) => boxes.get(shape.dataset.code);
  const nameOf = (box) => box.labels[0].textContent.trim();

  /* One stop of the Tab key; the arrows lead from area to area. What is seen from both sides is met once. */
  const areas = new Map();
  for (const shape of shapes) {
    if (areas.has(shape.dataset.code)) continue;
    areas.set(shape.dataset.code, shape);
    shape.setAttribute("role", "checkbox");
    shape.setAttribute("aria-label", nameOf(boxOf(shape)));
  }
  const stops = [...areas.values()];
  let stop = stops[0];

  const list = document.createElement("details");
  list.className = "body__list";
  list.append(document.createElement("summary"));
  list.firstChild.textContent = map.dataset.list;
  const groups = group.querySelectorAll(".choice-group");
  groups[0]?.before(list);
  list.append(...groups);
  const picture = map.querySelector("svg");
  const count = group.querySelector("[data-count]");
  if (count) map.querySelector(".body__now").append(count);

  /* One stop of the Tab key while the picture is what is used, none while the list is. */
  const setStops = () => {
    if (list.open) picture.setAttribute("aria-hidden", "true");
    else picture.removeAttribute("aria-hidden");
    for (const one of stops) one.setAttribute("tabindex", one === stop && !list.open ? 0 : -1);
  };
  list.addEventListener("toggle", setStops);
  /* What leads to a box, as an error does, leads into the list. */
  group.addEventListener("focusin", ({ target }) => boxes.get(target.value)?.closest("details") && (list.open = true));

  const show = () => {
    for (const shape of shapes) {
      shape.classList.toggle("body__area--chosen", boxOf(shape).checked);
      if (shape.hasAttribute("role")) shape.setAttribute("aria-checked", boxOf(shape).checked);
    }
    /* Over the areas, so that no neighbour hides an edge. */
    for (const edges of map.querySelectorAll(".body__edges")) {
      const view = edges.closest("[data-view]");
      const chosen = shapes.filter((shape) => view.contains(shape) && boxOf(shape).checked);
      edges.setAttribute("d", chosen.map((shape) => shape.getAttribute("d")).join(""));
    }
  };

  /* The area that is pointed at or in focus: framed on both sides, and named. */
  const point = (code) => {
    name.textContent = areas.has(code) ? nameOf(boxes.get(code)) : "";
    for (const ring of map.querySelectorAll(".body__ring")) {
      const view = ring.closest("[data-view]");
      const shape = shapes.find((one) => one.dataset.code === code && view.contains(one));
      ring.setAttribute("d", shape ? shape.getAttribute("d") : "");
    }
  };

  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  map.addEventListener("keydown", (event) => {
    const at = stops.indexOf(event.target);
    if (at < 0) return;
    if (event.key === " ") boxOf(event.target).click();
    else if (event.key in steps) stops.at((at + steps[event.key]) % stops.length).focus();
    else return;
    event.preventDefault();
  });
  map.addEventListener("click", ({ target }) => {
    const area = areas.get(target.dataset.code);
    if (!area) return;
    area.focus({ preventScroll: true });
    boxOf(area).click();
  });
  map.addEventListener("focusin", ({ target }) => {
    if (stops.includes(target)) stop = target;
    setStops();
  });
  for (const [enter, leave] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    group.addEventListener(enter, ({ target }) => point(target.dataset.code ?? target.value));
    group.addEventListener(leave, () => point());
  }
  /* On the form, so that what "none of these" puts out has been put out. */
  group.form.addEventListener("change", show);
  show();
  setStops();
  map.hidden = false;
}
