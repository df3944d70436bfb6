// Starts Decap with our settings, our format, and words that it lacks (docs/decisions/0018-editing-in-a-browser.md).

import { fromFile, toFile } from "./files.js";
import { Refused } from "./places.js";

const json = async (address) => (await fetch(address)).json();
const [settings, words] = await Promise.all([json("settings.json"), json("words.json")]);

window.CMS_MANUAL_INIT = true;
await new Promise((done, failed) => {
  const script = document.createElement("script");
  Object.assign(script, { src: "decap-cms/decap-cms.js", onload: done, onerror: failed });
  document.head.append(script);
});
const { CMS, createClass, h } = window;

// Decap tells a format no more of a file than the names of its fields: they tell which form it is.
const forms = new Map();
for (const { fields, files } of settings.collections) {
  for (const form of files ?? [{ fields }]) {
    forms.set(form.fields.map((field) => field.name).join(), { fields: form.fields });
  }
}

let written = ""; // by the last saving
CMS.registerCustomFormat("portal", "yml", {
  fromFile,
  toFile(values, names) {
    try {
      written = toFile(values, forms.get(names.join()));
      return written;
    } catch (error) {
      throw error instanceof Refused ? new Error(words.problems[error.message]) : error;
    }
  },
});

// Shows which file a form is of, and keeps that file as it was typed. After saving it keeps what was written:
// Decap compares a form with the file as it was opened, and would take a change back to that for no change.
let shown = null;
CMS.registerWidget("typed", createClass({
  componentDidMount() {
    shown = this;
  },
  componentWillUnmount() {
    if (shown === this) shown = null;
  },
  render() {
    return h("div", { className: this.props.classNameWrapper }, this.props.entry.get("path") || words.page["new-file"]);
  },
}));
CMS.registerEventListener({ name: "postSave", handler: () => shown?.props.onChange(written) });

CMS.registerMediaLibrary({ name: "none", init: () => ({ show() {}, enableStandalone: () => false }) });
CMS.registerLocale(settings.locale, merged(CMS.getLocale(settings.locale) ?? {}, words.phrases));
if (settings.found) CMS.registerEventListener({ name: "postSave", handler: tellWhatTheCheckFinds });

CMS.init({ config: { ...settings, load_config_file: false } });

function merged(ours, more) {
  const result = { ...ours };
  for (const [key, value] of Object.entries(more)) {
    result[key] = typeof value === "object" ? merged(ours[key] ?? {}, value) : value;
  }
  return result;
}

// After saving here, the check has read the content: what it finds is told in the corner.
async function tellWhatTheCheckFinds({ entry }) {
  const path = entry.get("path");
  const lines = await json(settings.found);
  const note = document.querySelector("#found");
  note.replaceChildren();
  const say = (tag, text) => note.append(Object.assign(document.createElement(tag), { textContent: text }));
  say("strong", words.page.saved.replace("{path}", path));
  say("p", lines.length ? words.page.found : words.page["found-none"]);
  for (const line of lines) say("p", line);
  say("p", words.page.next);
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: words.page.close });
  close.addEventListener("click", () => (note.hidden = true));
  note.append(close);
  note.hidden = false;
}
