// Draws a description made in Python as real form controls, and sends back what the learner did.
// It judges nothing and holds no words: both are Python's.

const ELEMENTS = new Set(
  ("a blockquote br button caption code div details em fieldset figcaption figure h2 h3 h4 h5 h6 hr " +
    "img input label legend li ol option p select small span strong summary table tbody td textarea th thead tr ul").split(" "),
);
const ATTRIBUTES = new Set(
  ("accept alt aria-describedby aria-hidden aria-label aria-labelledby checked class colspan data-action data-arg " +
    "data-copy data-draft data-echo data-field dir disabled for href id inputmode lang max maxlength min open " +
    "readonly role rows scope selected spellcheck src step tabindex type value").split(" "),
);
// Ids are made unique for each view: a widget can be shown twice on one page.
const IDS = new Set(["id", "for", "aria-describedby", "aria-labelledby"]);
// What the learner types or picks: written only when Python changes it, never over newer typing.
const LIVE = new Set(["value", "checked", "selected", "open", "disabled"]);
const DRAFT_DELAY = 1200;
const PATIENCE = 4000;
// Jupyter drops the connection over a message of more than 10 MB.
const LARGEST_FILE = 9 * 1024 * 1024;

// Where a page of the course lies among JupyterLab's files, as its address says it. JupyterLab keeps
// its address at the page that one is in, so that a relative link is resolved against that page,
// whatever folder JupyterLab was started in. Null elsewhere: in Notebook 7 each page is a tab of
// the browser's, and a link is a link.
function placeInLab(link) {
  const config = document.getElementById("jupyter-config-data");
  if (!config || link.hash || link.origin !== location.origin) return null;
  let base;
  try {
    base = JSON.parse(config.textContent).baseUrl || "/";
  } catch {
    return null;
  }
  if (!link.pathname.startsWith(base)) return null;
  const inside = /^(?:lab|doc)(?:\/workspaces\/[^/]+)?\/tree\/(.+\.ipynb)$/;
  const found = inside.exec(link.pathname.slice(base.length));
  return found && decodeURIComponent(found[1]);
}

function render({ model, el }) {
  const scope = "fr" + Math.random().toString(36).slice(2, 10) + "-";
  const root = document.createElement("div");
  root.className = "fr-form";
  const body = document.createElement("div");
  const alert = document.createElement("div");
  alert.className = "fr-problem";
  alert.setAttribute("role", "alert");
  const status = document.createElement("div");
  status.className = "fr-status";
  status.setAttribute("role", "status");
  const kept = document.createElement("div");
  kept.className = "fr-kept";
  kept.setAttribute("aria-hidden", "true");
  root.append(body, kept, alert, status);
  el.append(root);

  let drawn = [];
  let patience = null;
  let drafting = null;
  let acting = false;
  let offered = false;

  function set(element, name, value) {
    // A picture comes with its description, never from an address.
    if (name === "src" && !/^data:image\/png;base64,[A-Za-z0-9+/=]+$/.test(value)) return;
    if (name === "href" && !/^(https?:\/\/|#|[\w./-]+$)/i.test(value)) return;
    if (name === "href" && /^https?:/i.test(value)) {
      element.setAttribute("target", "_blank");
      element.setAttribute("rel", "noopener noreferrer");
    }
    if (LIVE.has(name)) {
      if (name === "value") {
        element.value = value;
        if (element.tagName !== "TEXTAREA") element.setAttribute("value", value);
      } else element[name] = true;
    } else if (IDS.has(name)) {
      element.setAttribute(
        name,
        value
          .split(" ")
          .map((id) => scope + id)
          .join(" "),
      );
    } else {
      element.setAttribute(name, value);
      // Radio buttons are one group within this view, and in no other.
      if (name === "data-field") element.setAttribute("name", scope + value);
    }
  }

  function unset(element, name) {
    if (name === "value") element.value = "";
    else if (LIVE.has(name)) element[name] = false;
    else element.removeAttribute(name);
  }

  function make(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const element = document.createElement(ELEMENTS.has(node.t) ? node.t : "span");
    patch(element, {}, node);
    return element;
  }

  function patch(element, before, after) {
    const old = before.a || {};
    const now = after.a || {};
    for (const name of Object.keys(old)) if (!(name in now) && ATTRIBUTES.has(name)) unset(element, name);
    // The type first: changing it later would lose a value.
    const names = Object.keys(now).sort((a, b) => (a === "type" ? -1 : b === "type" ? 1 : 0));
    const last = names.filter((name) => LIVE.has(name));
    for (const name of names)
      if (ATTRIBUTES.has(name) && !LIVE.has(name) && old[name] !== now[name]) set(element, name, now[name]);
    children(element, before.c || [], after.c || []);
    for (const name of last) if (old[name] !== now[name]) set(element, name, now[name]);
  }

  const same = (a, b) =>
    a !== undefined &&
    typeof a === typeof b &&
    (typeof a === "string" || (a.t === b.t && a.k === b.k && (a.a || {}).type === (b.a || {}).type));

  function children(parent, before, after) {
    const existing = [...parent.childNodes];
    const pool = before.map((node, n) => ({ node, element: existing[n], used: false }));
    const keyed = new Map(pool.filter((p) => p.node.k !== undefined).map((p) => [p.node.k, p]));
    let next = 0;
    const result = after.map((node) => {
      let found;
      if (node.k !== undefined) {
        const candidate = keyed.get(node.k);
        if (candidate && !candidate.used && same(candidate.node, node)) found = candidate;
      } else {
        while (next < pool.length && (pool[next].used || pool[next].node.k !== undefined)) next += 1;
        if (next < pool.length && same(pool[next].node, node)) found = pool[next++];
      }
      if (!found) return make(node);
      found.used = true;
      if (typeof node === "string") {
        if (found.element.data !== node) found.element.data = node;
      } else patch(found.element, found.node, node);
      return found.element;
    });
    for (const p of pool) if (!p.used && p.element) p.element.remove();
    result.forEach((element, n) => {
      // Moving an element takes the focus from it, so only what is out of place is moved.
      if (parent.childNodes[n] !== element) parent.insertBefore(element, parent.childNodes[n] || null);
    });
  }

  const inView = (id) => root.querySelector("#" + CSS.escape(scope + id));

  // What a narrow screen cuts off in a closed list stands below it as well.
  function echo() {
    for (const place of root.querySelectorAll("[data-echo]")) {
      const list = inView(place.dataset.echo);
      place.textContent = list && list.value ? list.selectedOptions[0].textContent : "";
    }
  }

  function draw() {
    const spec = model.get("spec") || {};
    if (!spec.nodes) return;
    settle();
    // A page that opens must not take the focus from where the reader is.
    const ours = root.contains(document.activeElement);
    children(body, drawn, spec.nodes);
    drawn = spec.nodes;
    echo();
    alert.textContent = spec.problem || "";
    const show = spec.problem ? alert : spec.show && acting && inView(spec.show);
    if (show) show.scrollIntoView({ block: "nearest" });
    acting = false;
    // Many browsers save a file without a word: what is announced of it is shown as well.
    if (offered && spec.say && !body.textContent.includes(spec.say)) kept.textContent = spec.say;
    offered = false;
    if (spec.focus && ours) {
      const target = inView(spec.focus);
      if (target) target.focus();
    }
    // Emptied first, so that the same words are announced a second time.
    status.textContent = "";
    if (spec.say) setTimeout(() => (status.textContent = spec.say), 60);
  }

  function values() {
    const found = {};
    for (const control of root.querySelectorAll("[data-field]")) {
      const field = control.dataset.field;
      if (control.type === "radio") {
        if (control.checked) found[field] = control.value;
      } else if (control.type === "checkbox") {
        found[field] = found[field] || [];
        if (control.checked) found[field].push(control.value);
      } else if (control.type !== "file") found[field] = control.value;
    }
    return found;
  }

  function settle() {
    clearTimeout(patience);
    patience = null;
    root.removeAttribute("aria-busy");
  }

  function send(content, buffers) {
    settle();
    root.setAttribute("aria-busy", "true");
    patience = setTimeout(() => (alert.textContent = (model.get("spec") || {}).waiting || ""), PATIENCE);
    model.send(content, undefined, buffers);
  }

  function sendDraft() {
    if (drafting === null) return;
    clearTimeout(drafting);
    drafting = null;
    model.send({ type: "draft", values: values() });
  }

  // JupyterLab's own listener on the page's body does the rest, and stops the browser from loading
  // all of JupyterLab anew. Whoever asks for another tab or window of the browser gets it.
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    const path = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey ? null : placeInLab(link);
    if (path) {
      link.dataset.commandlinkerCommand = "docmanager:open";
      link.dataset.commandlinkerArgs = JSON.stringify({ path });
    } else {
      delete link.dataset.commandlinkerCommand;
      delete link.dataset.commandlinkerArgs;
    }
  });

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action]");
    if (!button || !root.contains(button)) return;
    if (button.dataset.action === "to-start") {
      const first = root.closest(".jp-Notebook")?.querySelector(".jp-Cell");
      if (first) {
        first.scrollIntoView({ block: "start" });
        first.focus();
      }
      return;
    }
    clearTimeout(drafting);
    drafting = null;
    acting = true;
    kept.textContent = "";
    const act = (arg) => send({ type: "act", action: button.dataset.action, arg, values: values() });
    if (button.dataset.copy) copy(inView(button.dataset.copy)).then(act);
    else act(button.dataset.arg || "");
  });

  // Python is told how it went and finds the words. Where the browser forbids it, the text is
  // selected, so that the keys that copy can be pressed at once.
  async function copy(control) {
    try {
      await navigator.clipboard.writeText(control.value);
      return "copied";
    } catch {
      control?.focus();
      control?.select?.();
      return "selected";
    }
  }

  root.addEventListener("input", (event) => {
    if (!event.target.dataset || event.target.dataset.draft === undefined) return;
    kept.textContent = "";
    clearTimeout(drafting);
    drafting = setTimeout(sendDraft, DRAFT_DELAY);
  });
  root.addEventListener("focusout", sendDraft);
  const leaving = () => sendDraft();
  window.addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", leaving);

  root.addEventListener("change", async (event) => {
    const control = event.target;
    echo();
    if (control.type !== "file" || !control.files.length) return;
    const file = control.files[0];
    if (file.size > LARGEST_FILE) {
      send({ type: "act", action: "file-too-large", arg: file.name, values: values() });
    } else {
      const content = await file.arrayBuffer();
      send({ type: "file", name: file.name, values: values() }, [content]);
    }
    control.value = "";
  });

  // JupyterLab and Notebook 7 take arrows and letters from any control that is not a text field.
  // Notebook 7 listens on the document before the control hears of the key, so only the window is
  // early enough; what a control does of itself (arrows in a group, typing) still happens. Saving
  // the notebook and the list of commands stay theirs.
  const guard = (event) => {
    if (!root.contains(event.target)) return;
    const theirs = event.key.toLowerCase() === "s" || (event.shiftKey && event.key.toLowerCase() === "c");
    if ((event.ctrlKey || event.metaKey) && theirs) return;
    event.stopPropagation();
  };
  window.addEventListener("keydown", guard, true);

  const message = (content, buffers) => {
    offered = content.type === "file";
    if (content.type === "kept") {
      kept.textContent = (model.get("spec") || {}).kept || "";
    } else if (content.type === "file") {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(buffers, { type: content.kind }));
      link.download = content.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
  };

  model.on("change:spec", draw);
  model.on("msg:custom", message);
  draw();

  return () => {
    sendDraft();
    settle();
    model.off("change:spec", draw);
    model.off("msg:custom", message);
    window.removeEventListener("keydown", guard, true);
    window.removeEventListener("pagehide", leaving);
    document.removeEventListener("visibilitychange", leaving);
  };
}

export default { render };
