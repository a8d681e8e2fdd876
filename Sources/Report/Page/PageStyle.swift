/// The style of the page: light, dark and print from one set of names.
enum PageStyle {
  /// The style sheet.
  ///
  /// Contrast of every pair is computed by the screenshot script; colour is never the only sign: risk has
  /// a word and a shape beside it, lines are labelled where they end and dashed each in its own way.
  static let css = """
    :root{color-scheme:light dark;--bg:#fff;--panel:#f6f8fa;--text:#1f2328;--muted:#59636e;--line:#d1d9e0;\
    --use:#0072b2;--use-soft:#9ecae8;--risk:#b84300;--risk-soft:#fff1e8;--adv:#007a58;--adv-soft:#d3efe5;\
    --req:#59636e;--limit:#b84300;--live:#8b3f73;--free:#e4e8ec;--fixed:#8c959f;--slack:#b3741a;\
    --h0:#e8f1f8;--h1:#b9d7ea;--h2:#7fb5d8;--h3:#3d8cc0;--h4:#00568a;--link:#0059a8;--focus:#0059a8}
    @media (prefers-color-scheme:dark){:root{--bg:#0d1117;--panel:#161b22;--text:#e6edf3;--muted:#9aa4af;\
    --line:#30363d;--use:#58a6dd;--use-soft:#1f4f73;--risk:#ff9a5c;--risk-soft:#44230f;--adv:#3fc79a;\
    --adv-soft:#0f3d2f;--req:#a8b2bd;--limit:#ff9a5c;--live:#e39bcb;--free:#222a33;--fixed:#6e7985;\
    --slack:#c98a3a;--h0:#15202b;--h1:#173a57;--h2:#1f5b8a;--h3:#3a8ac7;--h4:#8cc8f2;--link:#79b8ff;\
    --focus:#79b8ff}}
    *{box-sizing:border-box}
    html{scroll-padding-top:4rem}
    body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",\
    Roboto,"DejaVu Sans",sans-serif;-webkit-text-size-adjust:100%}
    a{color:var(--link)} h1,h2,h3{line-height:1.25;text-wrap:balance}
    h2{font-size:1.35rem;margin:3rem 0 .4rem;padding-top:1rem;border-top:1px solid var(--line)}
    h3{font-size:1.02rem;margin:1.6rem 0 .4rem}
    p{margin:.4rem 0;max-width:80ch} .lead{color:var(--muted)}
    :focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:3px}
    .skip{position:absolute;left:-999px} .skip:focus{left:8px;top:8px;background:var(--bg);padding:.5rem;z-index:9}
    header,main,footer{max-width:1240px;margin:0 auto;padding:0 24px}
    header{padding-top:1.3rem;padding-bottom:.2rem} .brand{color:var(--muted);font-size:.9rem;display:flex;gap:0 1ch;flex-wrap:wrap} .brand b{color:var(--text)}
    h1{font-size:clamp(1.6rem,4.2vw,2.6rem);margin:1.6rem 0 1rem;letter-spacing:-.015em}
    nav{position:sticky;top:0;background:var(--bg);border-bottom:1px solid var(--line);z-index:5}
    nav ul{max-width:1240px;margin:0 auto;padding:.55rem 24px;list-style:none;display:flex;gap:.2rem 1.2rem;\
    overflow-x:auto;white-space:nowrap}
    nav a{color:var(--text);text-decoration:none;font-size:.92rem} nav a:hover{text-decoration:underline}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:12px;margin:1rem 0}
    .card{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
    .card .k{color:var(--muted);font-size:.85rem} .card .big{font-size:1.5rem;font-weight:650;line-height:1.35;white-space:nowrap;\
    font-variant-numeric:tabular-nums} .card .sub{font-size:.87rem;color:var(--muted)}
    .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:8px 28px}
    .four{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:8px 20px}
    figure{margin:.8rem 0;min-width:0} figcaption{font-weight:600;font-size:.97rem;overflow-wrap:anywhere}
    .says{color:var(--muted);font-size:.87rem;margin:.1rem 0}
    .scroll{overflow-x:auto} svg{display:block;width:100%;height:auto;overflow:visible}
    .chart svg{min-width:430px} .four .chart svg{min-width:0} .wide svg{min-width:860px} .mid-wide{max-width:760px}
    svg text{fill:var(--text);font:13px system-ui,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
    svg text.s{font-size:11px;fill:var(--muted)} svg text.b{font-weight:650}
    .grid{stroke:var(--line);stroke-width:1} .link{stroke:var(--muted);stroke-width:1}
    .use{fill:var(--use)} .adv{fill:var(--adv)} .risk{fill:var(--risk)} .slack{fill:var(--slack)}
    .fixed{fill:var(--fixed)} .free{fill:url(#hatch)} .whole{fill:none;stroke:var(--text);stroke-width:1.5}
    .outline{fill:none;stroke:var(--req);stroke-width:1.5} .limit{fill:var(--limit)}
    .pod{fill:var(--use)} .pod2{fill:var(--use-soft)} .gap{fill:url(#hatch)}
    .faint{fill:none;stroke:var(--fixed);stroke-width:1;opacity:.55} .band{fill:var(--use-soft);opacity:.75} .mid{fill:none;stroke:var(--use);stroke-width:1.6}
    .l-limit,.l-req,.l-adv,.l-live,.l-use{fill:none;stroke-width:1.8}
    .l-limit{stroke:var(--limit);stroke-dasharray:7 4} .l-req{stroke:var(--req);stroke-dasharray:2 3}
    .l-adv{stroke:var(--adv)} .l-live{stroke:var(--live);stroke-dasharray:9 3 2 3} .l-use{stroke:var(--use)}
    svg text.l-limit-t{fill:var(--limit)} svg text.l-adv-t{fill:var(--adv)} svg text.l-live-t{fill:var(--live)}
    svg text.l-use-t{fill:var(--use)}
    .l-spec{stroke:var(--live);stroke-width:1;stroke-dasharray:2 2} .ring{fill:none;stroke:var(--text);stroke-width:1.6}
    .d-live{fill:var(--live)} .d-limit{fill:var(--limit)} .d-req{fill:var(--req)} .d-adv{fill:var(--adv)} .d-use{fill:var(--use)}
    .stack1{fill:var(--use)} .stack2{fill:var(--use-soft)} .stack3{fill:var(--fixed)}
    .heat0{fill:var(--h0)} .heat1{fill:var(--h1)} .heat2{fill:var(--h2)} .heat3{fill:var(--h3)} .heat4{fill:var(--h4)}
    .halo{fill:none;stroke:var(--bg);stroke-width:4.5;opacity:.85} .hatch-line{stroke:var(--line);stroke-width:2}
    table{border-collapse:collapse;font-size:.89rem;font-variant-numeric:tabular-nums}
    th,td{padding:5px 10px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
    thead th{color:var(--muted);font-weight:600;white-space:nowrap} tbody th{font-weight:500;overflow-wrap:anywhere}
    td{overflow-wrap:anywhere} h1,li,.lead,p{overflow-wrap:anywhere}
    .n{text-align:right;white-space:nowrap}
    .wrap{overflow-x:auto;margin:.5rem 0}
    .tag{display:inline-block;border-radius:999px;padding:0 .6em;font-size:.8rem;border:1px solid;white-space:nowrap}
    .tag.error{color:var(--risk);background:var(--risk-soft)} .tag.warning{color:var(--risk)}
    .tag.info{color:var(--use)} .tag.ok{color:var(--adv)}
    .item{border:1px solid var(--line);border-radius:10px;margin:.5rem 0;background:var(--bg)}
    .item>summary{padding:.55rem .9rem;cursor:pointer;display:flex;gap:.3rem .9rem;flex-wrap:wrap;align-items:baseline}
    .item>summary::before{content:"\\25B8";color:var(--muted)} .item[open]>summary::before{content:"\\25BE"}
    .item>summary::-webkit-details-marker{display:none}
    .item .name{font-weight:600;overflow-wrap:anywhere;flex:1 1 18rem} .item .amount{font-variant-numeric:tabular-nums}
    .item .inside{padding:0 .9rem .8rem;border-top:1px solid var(--line)}
    .numbers summary{font-size:.85rem;color:var(--link);cursor:pointer} .numbers table{margin:.4rem 0}
    .numbers{max-height:24rem;overflow:auto}
    pre{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.7rem;overflow-x:auto;\
    font:12.5px/1.45 ui-monospace,"DejaVu Sans Mono",monospace} ol.chain{padding-left:1.3rem;font-size:.9rem}
    ol.chain .in{color:var(--muted);display:block;overflow-wrap:anywhere}
    .good{color:var(--adv)} .bad{color:var(--risk)}
    .tools{display:flex;flex-wrap:wrap;gap:.5rem .8rem;align-items:end;margin:.7rem 0}
    .tools label{display:grid;font-size:.8rem;color:var(--muted);gap:2px}
    input,select,button{font:inherit;color:var(--text);background:var(--bg);border:1px solid var(--fixed);\
    border-radius:6px;padding:.32rem .6rem;max-width:100%} input[type=search]{width:20rem} button{cursor:pointer}
    .grid-box{border:1px solid var(--line);border-radius:8px;overflow:auto;height:600px;position:relative;contain:strict}
    .grid-box .row{display:grid;position:absolute;left:0;height:34px;align-items:center;\
    border-bottom:1px solid var(--line);min-width:100%} .grid-box .row.sel{background:var(--adv-soft)}
    .grid-box .head{position:sticky;top:0;background:var(--panel);z-index:2;font-weight:600;height:38px}
    .grid-box .c{padding:0 8px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:.86rem;\
    font-variant-numeric:tabular-nums} .grid-box .c.n{text-align:right}
    .grid-box .head .c{font-size:.82rem} .grid-box .head .c button{border:0;background:none;padding:.2rem 0;font-weight:600;font-size:.82rem;color:var(--text)}
    .spark path{fill:none;stroke:var(--use);stroke-width:1.3} .spark line{stroke:var(--adv);stroke-width:1}
    .spark{width:112px;height:24px}
    #panel{border:1px solid var(--line);border-radius:10px;padding:.8rem 1rem;margin:.7rem 0;background:var(--panel)}
    #panel dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.4rem 0} #panel dt{color:var(--muted)}
    #panel dd{margin:0;overflow-wrap:anywhere}
    footer{color:var(--muted);font-size:.87rem;padding-bottom:3rem}
    [hidden]{display:none!important}
    @media (max-width:640px){.cards{grid-template-columns:1fr 1fr} .card{padding:10px 12px} .card .big{font-size:1.15rem} header,main,footer{padding:0 14px} nav ul{padding:.5rem 14px} input[type=search]{width:100%}}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
    @media (forced-colors:active){.use,.adv,.risk,.pod,.pod2,.fixed,.slack{forced-color-adjust:none}}
    @media print{:root{color-scheme:light;--bg:#fff;--panel:#fff;--text:#000;--muted:#444;--line:#bbb;\
    --use:#0072b2;--use-soft:#9ecae8;--risk:#b84300;--risk-soft:#fff;--adv:#007a58;--adv-soft:#fff;--req:#444;\
    --limit:#b84300;--live:#8b3f73;--free:#e4e8ec;--fixed:#8c959f;--slack:#b3741a;--h0:#e8f1f8;--h1:#b9d7ea;\
    --h2:#7fb5d8;--h3:#3d8cc0;--h4:#00568a;--link:#000}
    @page{margin:14mm} body{font-size:10.5pt} nav,.tools,.skip,#live,#panel,.numbers{display:none!important}
    #static{display:block!important} figure,.item,.card,tr{break-inside:avoid} h2,h3{break-after:avoid}
    h2{margin-top:1.4rem} .scroll,.wrap{overflow:visible} .chart svg,.wide svg{min-width:0}
    .two{grid-template-columns:1fr 1fr} .four{grid-template-columns:1fr 1fr}}
    """

  /// The hatching that pictures refer to.
  static let patterns = """
    <svg width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="hatch" width="6" height="6" \
    patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" \
    class="hatch-line"/></pattern></defs></svg>
    """
}
