/// The script of the page: the table of all containers.
enum PageScript {
  /// The script.
  ///
  /// Rows are drawn where they can be seen only, names come in as text, never as markup, and
  /// the state of the table is in the address, so that a link shows the same.
  static let js = #"""
    (() => {
    'use strict';
    const data = JSON.parse(document.getElementById('data').textContent);
    const D = data.words, rows = data.rows, $ = id => document.getElementById(id);
    const box = $('grid'), panel = $('panel');
    const cpu = v => v == null ? '-' : v === Math.round(v) ? String(v) : +(v * 1000).toFixed(1) + 'm';
    const mem = v => v == null ? '-' : v >= 1024 && v % 1024 === 0 ? v / 1024 + 'Gi' : +v.toFixed(1) + 'Mi';
    const arrow = (f, a, b) => a === b ? f(a) : f(a) + ' \u2192 ' + f(b);
    const K = {cluster:0,ns:1,kind:2,name:3,container:4,pods:5,status:6,sev:7,cr:8,crA:9,cl:10,clA:11,mr:12,mrA:13,
      ml:14,mlA:15,cu:16,mu:17,oom:18,thr:19,team:20,reason:21,sc:22,sm:23};
    const saved = (r, a, b, l) => (((r[a] ?? r[l] ?? 0)) - (r[b] ?? 0)) * r[K.pods];
    const cs = r => saved(r, K.cr, K.crA, K.cl), ms = r => saved(r, K.mr, K.mrA, K.ml);
    const sevWord = ['\u25B2 at risk', '\u25B3 raise', '\u25BD lower', '\u2013 keep', '? withheld'];
    const sevOf = r => r[K.sev];
    const full = r => (D.cluster.length > 1 ? D.cluster[r[0]] + '/' : '') + D.ns[r[1]] + '/' + D.kind[r[2]] + '/' + r[3] + '/' + r[4];
    const cols = [
      ['Urgency', 94, r => sevOf(r), r => sevWord[sevOf(r)]],
      ['Cluster', 90, r => D.cluster[r[0]], r => D.cluster[r[0]]],
      ['Namespace', 108, r => D.ns[r[1]], r => D.ns[r[1]]],
      ['Workload', 180, r => r[3], r => r[3]],
      ['Container', 128, r => r[4], r => r[4]],
      ['Pods', 66, r => r[5], r => r[5], 1],
      ['GiB saved', 102, ms, r => (ms(r) / 1024).toFixed(2), 1],
      ['CPU saved', 102, cs, r => cs(r).toFixed(2), 1],
      ['Memory, 7 days', 128, null, null],
      ['Memory request', 156, r => r[12] ?? -1, r => arrow(mem, r[12], r[13]), 1],
      ['CPU request', 150, r => r[8] ?? -1, r => arrow(cpu, r[8], r[9]), 1],
      ['Memory limit', 148, r => r[14] ?? -1, r => arrow(mem, r[14], r[15]), 1],
      ['Memory max', 112, r => r[17] ?? -1, r => mem(r[17]), 1],
      ['CPU p95', 88, r => r[16] ?? -1, r => cpu(r[16]), 1],
      ['OOM', 68, r => r[18], r => r[18] || '-', 1],
      ['Kind', 104, r => D.kind[r[2]], r => D.kind[r[2]]],
    ].filter(c => c[0] !== 'Cluster' || D.cluster.length > 1);
    const template = cols.map(c => c[1] + 'px').join(' '), width = cols.reduce((s, c) => s + c[1], 0);
    const ROW = 34, HEAD = 38;
    const hay = rows.map(r => (full(r) + ' ' + (D.team[r[20]] || '')).toLowerCase());
    let view = [], sort = [['GiB saved', -1]], chosen = -1, drawn = '';

    const el = (tag, cls, text) => { const e = document.createElement(tag); if (cls) e.className = cls; if (text != null) e.textContent = text; return e; };
    const spark = (code, now) => {
      const ns = 'http://www.w3.org/2000/svg', s = document.createElementNS(ns, 'svg');
      s.setAttribute('class', 'spark'); s.setAttribute('viewBox', '0 0 112 24'); s.setAttribute('aria-hidden', 'true');
      if (!code) return s;
      let d = '', up = false;
      for (let i = 0; i < code.length; i++) {
        const v = code.charCodeAt(i) - 40;
        if (v < 0) { up = false; continue; }
        d += (up ? 'L' : 'M') + (i * 4 + 2) + ' ' + (22 - v / 62 * 20).toFixed(1); up = true;
      }
      const p = document.createElementNS(ns, 'path'); p.setAttribute('d', d); s.append(p); return s;
    };
    const head = el('div', 'row head');
    head.setAttribute('role', 'row'); head.style.gridTemplateColumns = template; head.style.width = width + 'px';
    cols.forEach(c => {
      const h = el('div', 'c' + (c[4] ? ' n' : '')); h.setAttribute('role', 'columnheader');
      if (c[2]) {
        const b = el('button', '', c[0]); b.type = 'button';
        b.addEventListener('click', e => { order(c[0], e.shiftKey); });
        h.append(b);
      } else h.textContent = c[0];
      head.append(h); c.head = h;
    });
    const body = el('div'); body.setAttribute('role', 'rowgroup'); body.style.position = 'relative';
    const top = el('div'); top.setAttribute('role', 'rowgroup'); top.append(head);
    top.style.position = 'sticky'; top.style.top = '0'; top.style.zIndex = '2'; top.style.width = width + 'px'; top.style.height = HEAD + 'px';
    box.append(top, body);
    body.style.width = width + 'px';

    function order(name, more) {
      const old = sort.find(s => s[0] === name);
      const next = [name, old ? -old[1] : (cols.find(c => c[0] === name)[4] ? -1 : 1)];
      sort = more ? sort.filter(s => s[0] !== name).concat([next]) : [next];
      apply(true);
    }
    function apply(keep) {
      const began = performance.now();
      const words = $('q').value.toLowerCase().split(/\s+/).filter(Boolean);
      const ns = $('ns').value, sev = $('sev').value, kind = $('kind').value, team = $('team') ? $('team').value : '';
      const cl = $('cluster') ? $('cluster').value : '';
      view = [];
      for (let i = 0; i < rows.length; i++) {
        const r = rows[i];
        if (ns && D.ns[r[1]] !== ns || sev && sevOf(r) !== +sev || kind && D.kind[r[2]] !== kind) continue;
        if (cl && D.cluster[r[0]] !== cl || team && (D.team[r[20]] || '') !== team) continue;
        if (words.every(w => hay[i].includes(w))) view.push(i);
      }
      const by = sort.map(([n, d]) => {
        const f = cols.find(c => c[0] === n)[2]; const keys = new Map();
        for (const i of view) keys.set(i, f(rows[i]));
        return [keys, d];
      });
      view.sort((a, b) => {
        for (const [keys, d] of by) { const x = keys.get(a), y = keys.get(b); if (x < y) return -d; if (x > y) return d; }
        return a - b;
      });
      cols.forEach(c => {
        const s = sort.find(s => s[0] === c[0]);
        c.head.setAttribute('aria-sort', s ? (s[1] > 0 ? 'ascending' : 'descending') : 'none');
        if (c[2]) c.head.firstChild.textContent = c[0] + (s ? (s[1] > 0 ? ' \u2191' : ' \u2193') : '');
      });
      box.setAttribute('aria-rowcount', view.length + 1);
      body.style.height = view.length * ROW + 'px';
      let c = 0, m = 0; for (const i of view) { c += cs(rows[i]); m += ms(rows[i]); }
      $('count').textContent = view.length.toLocaleString('en') + ' of ' + rows.length.toLocaleString('en') +
        ' containers; the advice asks for ' + c.toFixed(1) + ' cores and ' + (m / 1024).toFixed(1) + ' GiB less';
      if (!keep) box.scrollTop = 0;
      drawn = ''; draw(); remember();
      document.documentElement.dataset.sortMs = (performance.now() - began).toFixed(1);
    }
    function draw() {
      const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 4);
      const last = Math.min(view.length, first + Math.ceil(box.clientHeight / ROW) + 8);
      const key = first + ':' + last + ':' + chosen + ':' + view.length;
      if (key === drawn) return; drawn = key;
      const list = [];
      for (let at = first; at < last; at++) {
        const i = view[at], r = rows[i], row = el('div', 'row' + (i === chosen ? ' sel' : ''));
        row.setAttribute('role', 'row'); row.setAttribute('aria-rowindex', at + 2); row.dataset.i = i;
        row.setAttribute('aria-selected', i === chosen);
        row.style.top = at * ROW + 'px'; row.style.gridTemplateColumns = template; row.style.width = width + 'px';
        row.tabIndex = i === chosen || (chosen < 0 && at === first) ? 0 : -1;
        cols.forEach(c => {
          const cell = el('div', 'c' + (c[4] ? ' n' : '')); cell.setAttribute('role', 'gridcell');
          if (c[3]) { cell.textContent = c[3](r); cell.dir = c[4] ? 'ltr' : 'auto'; if (!c[4]) cell.title = cell.textContent; } else cell.append(spark(r[K.sm]));
          row.append(cell);
        });
        list.push(row);
      }
      const had = body.contains(document.activeElement);
      body.replaceChildren(...list);
      if (had) { const s = body.querySelector('.sel') || body.firstChild; if (s) s.focus({preventScroll: true}); }
    }
    function choose(i, scroll) {
      chosen = i; drawn = '';
      if (scroll) {
        const at = view.indexOf(i), y = at * ROW;
        if (y < box.scrollTop) box.scrollTop = y;
        if (y + ROW + HEAD > box.scrollTop + box.clientHeight) box.scrollTop = y + ROW + HEAD - box.clientHeight;
      }
      draw(); show(); remember();
    }
    function show() {
      panel.replaceChildren(); panel.hidden = chosen < 0;
      if (chosen < 0) return;
      const r = rows[chosen];
      const title = el('h3'); const b = el('bdi', '', full(r)); title.append(b); panel.append(title);
      const dl = el('dl');
      const add = (k, v) => { dl.append(el('dt', '', k)); const dd = el('dd'); if (v instanceof Node) dd.append(v); else dd.textContent = v; dl.append(dd); };
      add('Advice', sevWord[sevOf(r)] + ', ' + D.status[r[6]]);
      if (r[21]) add('Why', r[21]);
      add('CPU request', arrow(cpu, r[8], r[9]) + (r[16] != null ? '; p95 of use ' + cpu(r[16]) : ''));
      add('CPU limit', arrow(cpu, r[10], r[11]));
      add('Memory request', arrow(mem, r[12], r[13]) + (r[17] != null ? '; largest use ' + mem(r[17]) : ''));
      add('Memory limit', arrow(mem, r[14], r[15]));
      if (r[18]) add('Killed', r[18] + ' times or more for want of memory');
      if (r[19] != null) add('Throttled', (r[19] * 100).toFixed(1) + ' % of periods');
      if (r[20] != null && D.team[r[20]]) add('Team', D.team[r[20]]);
      if (r[22]) add('CPU, 7 days', spark(r[22])); if (r[23]) add('Memory, 7 days', spark(r[23]));
      add('More', 'podfit explain ' + D.ns[r[1]] + '/' + r[3] + '/' + r[4]);
      panel.append(dl);
      const card = document.querySelector('[data-row="' + chosen + '"]');
      if (card) { const a = el('a', '', 'Charts of this container'); a.href = '#' + card.id;
        a.addEventListener('click', () => { card.open = true; }); panel.append(a); }
    }
    box.addEventListener('scroll', draw, {passive: true});
    box.addEventListener('click', e => { const row = e.target.closest('[data-i]'); if (row) choose(+row.dataset.i); });
    box.addEventListener('keydown', e => {
      const at = view.indexOf(chosen), page = Math.floor(box.clientHeight / ROW) - 2;
      const to = {ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: view.length - 1}[e.key];
      if (to != null && view.length) { e.preventDefault(); choose(view[Math.max(0, Math.min(view.length - 1, to))], true);
        const s = body.querySelector('.sel'); if (s) s.focus({preventScroll: true}); }
      if ((e.key === 'Enter' || e.key === ' ') && e.target.dataset && e.target.dataset.i) { e.preventDefault(); choose(+e.target.dataset.i); panel.scrollIntoView({block: 'nearest'}); }
      if (e.key === 'Escape') choose(-1);
    });
    const fields = ['q', 'cluster', 'ns', 'kind', 'sev', 'team'].filter(id => $(id));
    let timer = 0;
    fields.forEach(id => $(id).addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(apply, id === 'q' ? 60 : 0); }));
    $('clear').addEventListener('click', () => { fields.forEach(id => { $(id).value = ''; }); sort = [['GiB saved', -1]]; choose(-1); apply(); });
    let quiet = false;
    function remember() {
      if (quiet) return;
      const p = new URLSearchParams();
      fields.forEach(id => { if ($(id).value) p.set(id, $(id).value); });
      p.set('sort', sort.map(s => (s[1] < 0 ? '-' : '') + s[0]).join(','));
      if (chosen >= 0) p.set('row', full(rows[chosen]));
      history.replaceState(null, '', '#table?' + p);
    }
    function restore() {
      const hash = location.hash;
      if (!hash.startsWith('#table?')) return;
      const p = new URLSearchParams(hash.slice(7));
      quiet = true;
      fields.forEach(id => { $(id).value = p.get(id) || ''; });
      const s = (p.get('sort') || '').split(',').map(t => [t.replace(/^-/, ''), t.startsWith('-') ? -1 : 1]).filter(s => cols.some(c => c[2] && c[0] === s[0]));
      if (s.length) sort = s;
      apply();
      const row = p.get('row');
      if (row) { const i = rows.findIndex(r => full(r) === row); if (i >= 0) choose(i, true); }
      quiet = false;
      $('all').scrollIntoView();
    }
    const names = ['cluster', 'namespace', 'kind', 'workload', 'container', 'pods', 'status', 'cpu_request_cores', 'cpu_request_advised_cores',
      'cpu_limit_cores', 'cpu_limit_advised_cores', 'memory_request_mebibytes', 'memory_request_advised_mebibytes',
      'memory_limit_mebibytes', 'memory_limit_advised_mebibytes', 'cpu_p95_cores', 'memory_max_mebibytes', 'oom_kills', 'throttled_ratio', 'team'];
    const plain = r => [D.cluster[r[0]], D.ns[r[1]], D.kind[r[2]], r[3], r[4], r[5], D.status[r[6]], ...r.slice(8, 20), D.team[r[20]] ?? null];
    function save(name, type, text) {
      const a = el('a'); a.download = name; a.href = 'data:' + type + ';charset=utf-8,' + encodeURIComponent(text); a.click();
    }
    const cell = v => {
      if (v == null) return '';
      let s = String(v);
      if (typeof v === 'string' && /^[=+\-@\t\r]/.test(s)) s = "'" + s;
      return /[",\r\n]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s;
    };
    $('csv').addEventListener('click', () => save('podfit.csv', 'text/csv',
      [names, ...view.map(i => plain(rows[i]))].map(r => r.map(cell).join(',') + '\r\n').join('')));
    $('json').addEventListener('click', () => save('podfit.json', 'application/json',
      JSON.stringify(view.map(i => Object.fromEntries(plain(rows[i]).map((v, k) => [names[k], v]))), null, 1)));
    addEventListener('hashchange', restore);
    addEventListener('resize', () => { drawn = ''; draw(); });
    addEventListener('beforeprint', () => document.querySelectorAll('.item').forEach((d, i) => { if (i < 12) d.open = true; }));
    $('static').hidden = true; $('live').hidden = false;
    quiet = true; apply(); quiet = false; restore();
    document.documentElement.dataset.ready = performance.now().toFixed(0);
    })();
    """#
}
