"""One visit to a page, at the width of a desk and of a telephone: what a program can see there, and the pictures for people."""

from dataclasses import dataclass
from importlib.resources import files

from kinds import spoken

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 700}
AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
# What is wrong with the skeleton of a page, as sentences.
SKELETON = """() => {
  const wrong = [], text = node => (node.textContent || '').trim().slice(0, 40);
  const all = query => [...document.querySelectorAll(query)];
  if (!document.title.trim() || document.title.trim().startsWith('·')) wrong.push('no title');
  if (all('h1').length !== 1) wrong.push(`${all('h1').length} h1`);
  if (all('main').length !== 1) wrong.push(`${all('main').length} main`);
  let level = 0;
  for (const head of all('h1,h2,h3,h4,h5,h6')) {
    const now = +head.tagName[1];
    if (now > level + 1) wrong.push(`h${now} follows h${level}: ${text(head)}`);
    if (!text(head)) wrong.push(`an empty h${now}`);
    level = now;
  }
  for (const table of all('table')) {
    const named = table.caption || table.closest('[role=region][aria-label],[role=region][aria-labelledby]');
    if (!named && !table.ariaLabel) wrong.push('a table without a name: ' + text(table));
    for (const head of table.querySelectorAll('th:not([scope])')) wrong.push('a th without scope: ' + text(head));
  }
  for (const field of all('input:not([type=hidden]),select,textarea'))
    if (!field.labels.length && !field.ariaLabel) wrong.push('a field without a label: ' + field.name);
  for (const image of all('img:not([alt])')) wrong.push('an image without words: ' + image.src);
  const ids = all('[id]').map(node => node.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) wrong.push('an id twice: ' + id);
  return wrong;
}"""
# Everything that reaches beyond the right edge of the page and is not in a box that scrolls by itself.
WIDER = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  return [...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > edge + 1
    && !node.closest('.table,pre,.unseen')).map(node => `${node.tagName}.${node.className.baseVal ?? node.className}`)
    .slice(0, 8).concat(`${document.documentElement.scrollWidth} px`);
}"""


@dataclass(frozen=True)
class Seen:
    """What a visit has shown; the lists are empty where all is well."""

    status: int
    lang: str
    title: str
    description: str | None
    severe: list
    wrong: list
    wider: list
    errors: list
    strangers: list


class Visits:
    """Pages by kind and language, each visited when it is first asked for."""

    def __init__(self, browser, origin, addresses, folder, patience):
        self.context = browser.new_context(base_url=origin, viewport=WIDE)
        self.context.set_default_timeout(patience * 1000)
        self.origin, self.addresses, self.folder = origin, addresses, folder
        self.axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
        self.seen = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, kind, lang):
        """What there is to see on a kind of page in a language."""
        if (kind, lang) not in self.seen:
            self.seen[kind, lang] = self._visit(kind, lang)
        return self.seen[kind, lang]

    def close(self):
        """Close all windows."""
        self.context.close()

    def _visit(self, kind, lang):
        path = self.addresses[kind]
        page = self.context.new_page()
        errors, strangers = [], []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(self.origin) else strangers.append(asked.url))
        answer = page.goto(spoken(kind, path, lang), wait_until="load")
        self._keep(page, kind, lang)
        page.evaluate(self.axe)
        severe = [_told(each) for each in page.evaluate(AXE) if each["impact"] in ("serious", "critical")]
        wrong = page.evaluate(SKELETON)
        page.set_viewport_size(NARROW)
        self._keep(page, kind, lang)
        description = page.query_selector("meta[name=description]")
        seen = Seen(
            answer.status,
            page.evaluate("document.documentElement.lang"),
            page.title(),
            description and description.get_attribute("content"),
            severe,
            wrong,
            page.evaluate(WIDER),
            errors,
            strangers,
        )
        page.close()
        return seen

    def _keep(self, page, kind, lang):
        """A picture of the whole page."""
        page.screenshot(path=self.folder / f"{kind}.{page.viewport_size['width']}.{lang}.png", full_page=True)


def _told(violation):
    """A violation as axe describes it, with the first elements that it concerns."""
    nodes = [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"][:3]]
    return "\n".join(
        [f"{violation['impact']} {violation['id']} ({len(violation['nodes'])}): {violation['help']}", *nodes]
    )
