/* In the builder of questionnaires: makes keys from words, and offers to conditions the questions there are and what
   they can be answered with. Without it the keys are made at publishing, and conditions are typed. */

const LONGEST_KEY = 40; // as intake/blueprints/link_ids.py
const QUESTION = /^steps-\d+-value-questions-\d+-value(-rows-\d+-value)?$/;
const ROW = /-rows-\d+-value$/;

const structOf = (input) => input.name.replace(/-[a-z_]+$/, "");
const field = (struct, name) => document.getElementsByName(`${struct}-${name}`)[0];
const text = (struct, name) => field(struct, name)?.value.trim() ?? "";

/* Wagtail keeps what was deleted in the form, with a mark. */
function isDeleted(name) {
  const blocks = [...name.matchAll(/-\d+(?=-value)/g)].map((match) => name.slice(0, match.index) + match[0]);
  return blocks.some((block) => text(block, "deleted") === "1");
}

function hooked(hook) {
  return [...document.querySelectorAll(`[data-builder="${hook}"]`)].filter((input) => !isDeleted(input.name));
}

// --- Keys ---

function slug(words) {
  const plain = words.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST_KEY).replace(/^-+|-+$/g, "") || "item";
}

/* Keys that a new one must differ from: those of the same list of options or rules, or of all steps and questions and
   of every version before. */
function takenBeside(key) {
  const list = key.name.match(/^(.*-options|rules)-\d+-value-key$/)?.[1];
  if (list) return new Set(hooked("key").filter((other) => other.name.startsWith(`${list}-`)).map((other) => other.value));
  const used = document.querySelector("[data-builder-used-keys]")?.dataset.builderUsedKeys.split(" ") ?? [];
  const given = hooked("key").filter((other) => other.name.startsWith("steps-") && !other.name.includes("-options-"));
  return new Set([...used, ...given.map((other) => other.value)].flatMap((each) => [each, `${each}-hint`]));
}

function makeKey(words) {
  const key = field(structOf(words), "key");
  if (!key || key.value || !words.value.trim()) return;
  const taken = takenBeside(key);
  const stem = slug(words.value);
  let made = stem;
  for (let number = 2; taken.has(made); number += 1) made = `${stem}-${number}`;
  key.value = made;
  key.dispatchEvent(new Event("change", { bubbles: true }));
}

// --- Suggestions ---

function questions() {
  return hooked("key")
    .map(structOf)
    .filter((struct) => QUESTION.test(struct) && text(struct, "key"))
    .map((struct) => [text(struct, "key"), text(struct, "short_text") || text(struct, "text"), struct]);
}

function answersTo(key) {
  const struct = questions().find(([known]) => known === key)?.[2];
  if (!struct) return [];
  const owner = struct.replace(ROW, "");
  const kind = text(owner.replace(/-value$/, ""), "type");
  const offered = (list, name) =>
    [...document.querySelectorAll(`[name^="${owner}-${list}-"][name$="-value-${name}"]`)]
      .filter((input) => input.value && !isDeleted(input.name))
      .map((input) => [input.value, text(structOf(input), "text")]);
  const answers = kind === "body_map" ? offered("areas", "area") : offered("options", "key");
  if (kind === "yes_no") answers.push(["yes", ""], ["no", ""]);
  if (text(owner, "unknown")) answers.push(["unsure", text(owner, "unknown")]);
  if (text(owner, "none")) answers.push(["none", text(owner, "none")]);
  return answers;
}

function suggest(input) {
  const offered = input.dataset.builder === "question" ? questions() : answersTo(text(structOf(input), "question"));
  const list = document.getElementById(input.getAttribute("list")) ?? document.createElement("datalist");
  list.id = input.getAttribute("list");
  list.replaceChildren(...offered.map(([value, label]) => new Option(label, value)));
  document.body.append(list);
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.('[data-builder="question"], [data-builder="answer"]')) suggest(target);
});
document.addEventListener("change", ({ target }) => {
  if (target.matches?.('[data-builder="text"]')) makeKey(target);
});
