#!/usr/bin/env python3
"""Opens the demo's report in a headless Chromium, checks it, and makes the pictures of docs/images.

usage: screenshots.py PODFIT IMAGES [FLEET]
FLEET is an HTML report of many workloads; without it the limits of size and time are checked on a report of 10,000
workloads that is made here.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser
import make_fleet

CONTRAST = r"""
(() => {
  const lum = c => { const f = c.slice(0, 3).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const rgb = t => { const m = (t || '').match(/rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)/); return m && (m[4] == null || +m[4] > .99) ? [+m[1], +m[2], +m[3]] : null; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c) return c; } return [255, 255, 255]; };
  const pairs = {};
  for (const e of document.querySelectorAll('body *')) {
    if (!e.getClientRects().length || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    if (['STYLE', 'SCRIPT', 'title', 'desc', 'OPTION'].includes(e.tagName)) continue;
    const s = getComputedStyle(e), fg = rgb(e instanceof SVGElement ? s.fill : s.color), bg = behind(e);
    if (!fg) continue;
    const a = lum(fg), b = lum(bg), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const key = fg.join(',') + ' on ' + bg.join(',');
    if (!(key in pairs)) pairs[key] = [ratio, e.tagName + '.' + (e.getAttribute('class') || '')];
  }
  return pairs;
})()
"""
GRAPHICS = r"""
(() => {
  const lum = c => { const f = c.slice(0, 3).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
  const rgb = t => t.match(/[\d.]+/g).slice(0, 3).map(Number), out = {};
  const bg = lum(rgb(getComputedStyle(document.body).backgroundColor));
  for (const c of ['use', 'adv', 'risk', 'limit', 'pod', 'fixed', 'slack']) {
    const e = document.querySelector('svg .' + c); if (!e) continue;
    const l = lum(rgb(getComputedStyle(e).fill)); out[c] = (Math.max(l, bg) + .05) / (Math.min(l, bg) + .05);
  }
  return out;
})()
"""
NAMES = r"""
(() => {
  const bad = [];
  for (const e of document.querySelectorAll('button, input, select, a, svg[role=img], [role=grid], summary')) {
    const label = e.getAttribute('aria-label') || e.textContent.trim() || (e.closest('label') || {}).textContent || '';
    if (!label.trim()) bad.push(e.outerHTML.slice(0, 120));
  }
  return bad;
})()
"""
HEADINGS = "[...document.querySelectorAll('h1,h2,h3')].filter(e => e.getClientRects().length).map(e => +e.tagName[1])"


class Checks:
    def __init__(self):
        self.failed = 0

    def note(self, good, text):
        self.failed += not good
        print(f"{'ok     ' if good else 'FAILED '} {text}")


def podfit(program, *arguments, cwd):
    done = subprocess.run([program, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"podfit {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def fleet(program, root, clusters=1, workloads=10_000):
    folder = f"{root}/fleet"
    for index in range(clusters):
        name = make_fleet.cluster(f"{folder}/{index}", index, workloads // clusters, 168)
        podfit(program, "ingest", f"{folder}/{index}", "--cluster", name, "--db", f"{folder}/{index}.db", cwd=root)
    databases = [a for index in range(clusters) for a in ("--db", f"{folder}/{index}.db")]
    podfit(program, "report", *databases, "--format", "html", "--now", "2026-12-07T00:00:00Z", "-o", "fleet.html", cwd=root)
    return f"{root}/fleet.html"


def examine(b, path, checks, name):
    size = os.path.getsize(path)
    b.open(path)
    checks.note(not b.complaints(), f"{name}: nothing on the console {b.complaints()[:2]}")
    asked = [u for u in b.requests() if not u.startswith(("file://" + path, "data:"))]
    checks.note(not asked, f"{name}: no request {asked[:2]}")
    ready = float(b.run("document.documentElement.dataset.ready"))
    rows = b.run("JSON.parse(document.getElementById('data').textContent).rows.length")
    checks.note(ready <= 1000, f"{name}: the table of {rows} rows is there after {ready:.0f} ms (at most 1000)")
    times = b.run(r"""(async () => { const out = [];
      for (const b of document.querySelectorAll('#grid .head button')) { let best = 1e9;
        for (let n = 0; n < 3; n++) { const t = performance.now(); b.click(); document.body.offsetHeight;
          best = Math.min(best, performance.now() - t); }
        out.push(best); } return out; })()""")
    checks.note(max(times) <= 150, f"{name}: sorting takes {max(times):.0f} ms by the slowest column, the best of three (at most 150)")
    checks.note(b.run("[...document.querySelectorAll('*')].every(e => [...e.attributes].every(a => !a.name.startsWith('on') && a.name !== 'style') || e.closest('#grid'))"),
                f"{name}: no handler and no style in the markup")
    checks.note(size <= 3_000_000 or rows > 10_000, f"{name}: {size:,} bytes (at most 3,000,000 for 10,000 workloads)")
    return rows


def examine_words(b, path, checks):
    for scheme in ("light", "dark"):
        b.open(path, scheme=scheme)
        b.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        pairs = b.run(CONTRAST)
        low = {k: v for k, v in pairs.items() if v[0] < 4.5}
        least = min(v[0] for v in pairs.values())
        checks.note(not low, f"{scheme}: {len(pairs)} pairs of text and ground, the least contrast is {least:.2f} {dict(list(low.items())[:4])}")
        marks = b.run(GRAPHICS)
        checks.note(min(marks.values()) >= 3, f"{scheme}: marks against the ground {json.dumps({k: round(v, 2) for k, v in marks.items()})}")
    bad = b.run(NAMES)
    checks.note(not bad, f"every control and picture has a name {bad[:2]}")
    levels = b.run(HEADINGS)
    checks.note(levels[0] == 1 and all(y - x <= 1 for x, y in zip(levels, levels[1:])), f"headings go down one level at a time ({len(levels)})")
    b.open(path)
    b.run("document.getElementById('grid').focus()")
    for _ in range(3):
        b.call("Input.dispatchKeyEvent", type="keyDown", key="ArrowDown", code="ArrowDown", windowsVirtualKeyCode=40)
        b.call("Input.dispatchKeyEvent", type="keyUp", key="ArrowDown", code="ArrowDown", windowsVirtualKeyCode=40)
    chosen = b.run("[document.querySelector('#grid .sel')?.getAttribute('aria-rowindex'), document.activeElement.className, !document.getElementById('panel').hidden]")
    checks.note(chosen[0] == "4" and "sel" in chosen[1] and chosen[2], f"arrow keys choose the third row and show it {chosen}")
    outline = b.run("getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth")
    checks.note(outline.startswith("solid") and outline != "solid0px", f"focus can be seen ({outline})")
    link = b.run("location.href")
    b.open("about:blank")
    b.open(link)
    again = b.run("document.querySelector('#grid .sel')?.getAttribute('aria-rowindex')")
    checks.note(again == "4", f"the address leads to the same row ({again})")
    b.run("document.getElementById('q').value = 'checkout'; document.getElementById('q').dispatchEvent(new Event('input'))")
    b.run("new Promise(r => setTimeout(r, 120))")
    shown = b.run("document.getElementById('count').textContent")
    checks.note(" of " in shown and not shown.startswith("0 "), f"the filter leaves: {shown}")
    b.call("Emulation.setScriptExecutionDisabled", value=True)
    b.open(path, settles=False)
    b.call("Emulation.setScriptExecutionDisabled", value=False)
    rows = b.run("document.querySelectorAll('#static tbody tr').length")
    checks.note(rows > 5 and b.run("!document.getElementById('static').hidden"), f"without a script {rows} rows are there")


def pictures(b, path, folder):
    """What the documentation shows; every picture is for looking at."""
    for name, width, height, scheme in (("report-light", 1280, 1000, "light"), ("report-dark", 1280, 1000, "dark"),
                                        ("report-narrow", 390, 844, "light")):
        b.open(path, width, height, scheme)
        b.picture(f"{folder}/{name}.png")
    for name, place in (("nodes", "nodes"), ("savings", "savings"), ("jvms", "jvms"), ("namespaces", "groups"), ("table", "all"), ("since", "since")):
        b.open(path, 1280, 1000)
        b.run(f"document.getElementById('{place}').scrollIntoView({{behavior: 'instant'}})")
        b.run("new Promise(r => setTimeout(r, 80))")
        b.picture(f"{folder}/{name}.png")
    b.open(path, 800, 1100, "light", media="print")
    b.picture(f"{folder}/report-print.png")
    b.open(path)
    b.pdf(f"{folder}/report.pdf")
    return os.path.getsize(f"{folder}/report.pdf")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program = browser.find()
    if not program:
        print("SKIPPED: no chromium; on Debian `apt-get install chromium`", file=sys.stderr)
        return 0
    tool, images = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    os.makedirs(images, exist_ok=True)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="podfit-pages-") as root:
        podfit(tool, "demo", "--weeks", "3", "--folder", "demo", "--quiet", cwd=root)
        page = f"{root}/demo/report-2026-W48.html"
        large = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else fleet(tool, root)
        b = browser.Browser(program)
        try:
            examine(b, page, checks, "demo")
            examine_words(b, page, checks)
            examine(b, large, checks, "large")
            pages = pictures(b, page, images)
            checks.note(pages > 20_000, f"the page prints ({pages:,} bytes of PDF)")
            os.remove(f"{images}/report.pdf")
        finally:
            b.close()
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
