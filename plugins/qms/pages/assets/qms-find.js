/* The page that searches: asks Pagefind's index, and keeps what was asked in the address. */
const form = document.getElementById("find");
const count = document.getElementById("find-count"), list = document.getElementById("find-list");
const SHOWN = 20;
let turn = 0, waiting;

/* Of Pagefind's HTML only its marks and the text are taken over: nothing in a document can become an element here. */
function excerpt(html) {
  const marked = (node) => Object.assign(document.createElement("mark"), { textContent: node.textContent });
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  return [...parsed.childNodes].map((node) => (node.nodeName === "MARK" ? marked(node) : node.textContent));
}

function entry(found) {
  const item = document.createElement("li"), link = document.createElement("a"), facts = document.createElement("small"), text = document.createElement("p");
  link.href = found.url;
  link.textContent = found.meta.title;
  facts.textContent = [...(found.filters.type || []), ...(found.filters.state || [])].join(", ");
  text.append(...excerpt(found.excerpt));
  item.append(link, " ", facts, text);
  return item;
}

async function search(pagefind) {
  const mine = ++turn, asked = [...new FormData(form)].filter(([, value]) => value.trim());
  const query = new URLSearchParams(asked), words = (query.get("q") || "").trim();
  history.replaceState(null, "", query.size ? "?" + query : location.pathname);
  const filters = Object.fromEntries(asked.filter(([name]) => name !== "q"));
  const answer = words || asked.length ? await pagefind.search(words || null, { filters }) : { results: [] };
  const found = await Promise.all(answer.results.slice(0, SHOWN).map((one) => one.data()));
  if (mine !== turn) return;
  list.replaceChildren(...found.map(entry));
  const number = answer.results.length;
  count.textContent = !asked.length ? "" : `${number} ${number === 1 ? form.dataset.one : form.dataset.many}${number > SHOWN ? `, ${form.dataset.best.replace("{number}", SHOWN)}` : ""}`;
}

if (form && location.protocol !== "file:") {
  const pagefind = await import(new URL(form.dataset.index, location.href));
  await pagefind.options({ excerptLength: 24 });
  for (const [name, values] of Object.entries(await pagefind.filters())) {
    for (const value of Object.keys(values).sort()) form.elements[name]?.add(new Option(value, value));
  }
  for (const [name, value] of new URLSearchParams(location.search)) if (form.elements[name]) form.elements[name].value = value;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150, pagefind); });
  form.addEventListener("reset", () => setTimeout(search, 0, pagefind));
  form.addEventListener("submit", (event) => event.preventDefault());
  await search(pagefind);
  form.elements.q.focus();
}
