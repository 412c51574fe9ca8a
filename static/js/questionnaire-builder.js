/* In the builder of questionnaires: makes keys from words, and offers to conditions the questions there are and what
   they can be answered with. Without this script the keys are made at publishing, and conditions are typed. */

const LONGEST_KEY = 40; // as intake/blueprints/link_ids.py
const QUESTION = /^steps-\d+-value-questions-\d+-value(-rows-\d+-value)?$/;
const ROW = /-rows-\d+-value$/;

const getStruct = (input) => input.name.replace(/-[a-z_]+$/, "");
const findField = (struct, name) => document.getElementsByName(`${struct}-${name}`)[0];
const readField = (struct, name) => findField(struct, name)?.value.trim() ?? "";

// Wagtail keeps what was deleted in the form, with a mark.
function isDeleted(name) {
  const blocks = [...name.matchAll(/-\d+(?=-value)/g)].map((match) => name.slice(0, match.index) + match[0]);
  return blocks.some((block) => readField(block, "deleted") === "1");
}

function findInputs(hook) {
  return [...document.querySelectorAll(`[data-builder="${hook}"]`)].filter((input) => !isDeleted(input.name));
}

// --- Keys ---

function makeSlug(words) {
  const plain = words.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const joined = plain.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return joined.slice(0, LONGEST_KEY).replace(/^-+|-+$/g, "") || "item";
}

// Keys that a new one must differ from: those of the same list of options or rules, or of all steps and questions and
// of every version before.
function findTakenKeys(key) {
  const list = key.name.match(/^(.*-options|rules)-\d+-value-key$/)?.[1];
  const keys = findInputs("key");
  if (list) return new Set(keys.filter(({ name }) => name.startsWith(`${list}-`)).map(({ value }) => value));
  const used = document.querySelector("[data-builder-used-keys]")?.dataset.builderUsedKeys.split(" ") ?? [];
  const given = keys.filter(({ name }) => name.startsWith("steps-") && !name.includes("-options-"));
  return new Set([...used, ...given.map(({ value }) => value)].flatMap((each) => [each, `${each}-hint`]));
}

function fillKey(words) {
  const key = findField(getStruct(words), "key");
  if (!key || key.value || !words.value.trim()) return;
  const taken = findTakenKeys(key);
  const stem = makeSlug(words.value);
  let made = stem;
  for (let number = 2; taken.has(made); number += 1) made = `${stem}-${number}`;
  key.value = made;
  key.dispatchEvent(new Event("change", { bubbles: true }));
}

// --- Suggestions ---

function listQuestions() {
  return findInputs("key")
    .map(getStruct)
    .filter((struct) => QUESTION.test(struct) && readField(struct, "key"))
    .map((struct) => [readField(struct, "key"), readField(struct, "short_text") || readField(struct, "text"), struct]);
}

// The options of a choice, or the areas of a picture of the body, with their words.
function listChoices(names, field) {
  return [...document.querySelectorAll(`[name^="${names}-"][name$="-value-${field}"]`)]
    .filter((input) => input.value && !isDeleted(input.name))
    .map((input) => [input.value, readField(getStruct(input), "text")]);
}

function listAnswers(key) {
  const struct = listQuestions().find(([known]) => known === key)?.[2];
  if (!struct) return [];
  const owner = struct.replace(ROW, "");
  const kind = readField(owner.replace(/-value$/, ""), "type");
  const answers = kind === "body_map" ? listChoices(`${owner}-areas`, "area") : listChoices(`${owner}-options`, "key");
  if (kind === "yes_no") answers.push(["yes", ""], ["no", ""]);
  if (readField(owner, "unknown")) answers.push(["unsure", readField(owner, "unknown")]);
  if (readField(owner, "none")) answers.push(["none", readField(owner, "none")]);
  return answers;
}

function offerSuggestions(input) {
  const isQuestion = input.dataset.builder === "question";
  const offered = isQuestion ? listQuestions() : listAnswers(readField(getStruct(input), "question"));
  const list = document.getElementById(input.getAttribute("list")) ?? document.createElement("datalist");
  list.id = input.getAttribute("list");
  list.replaceChildren(...offered.map(([value, label]) => new Option(label, value)));
  document.body.append(list);
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.('[data-builder="question"], [data-builder="answer"]')) offerSuggestions(target);
});
document.addEventListener("change", ({ target }) => {
  if (target.matches?.('[data-builder="text"]')) fillKey(target);
});
