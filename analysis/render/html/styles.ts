/** The style of the report. Colours of routes are those of Okabe and Ito, lightened where the ground is dark. */
export const STYLES = `
:root{color-scheme:light dark;
--bg:#fbfbfa;--card:#fff;--ink:#1b1f24;--soft:#57606a;--line:#e4e6e9;--grid:#eceef0;--shade:#f3f4f6;
--r0:#0072b2;--r1:#d55e00;--r2:#009e73;--r3:#aa4499;--r4:#b07a00;--r5:#5a5a5a;
--focus:#0b63ce;--good:#00795a;--bad:#b3261e;--ask:#8a6100;--void:#6b3fa0;
--good-bg:#e8f5f0;--bad-bg:#fcebea;--ask-bg:#fdf3dd;--void-bg:#f1eafa}
@media screen and (prefers-color-scheme:dark){:root{
--bg:#0f1216;--card:#171b21;--ink:#e6e9ed;--soft:#9aa4b0;--line:#2a3038;--grid:#232931;--shade:#1d2229;
--r0:#56b4e9;--r1:#f08a3c;--r2:#2fc79b;--r3:#e08fc4;--r4:#e6b800;--r5:#b5b5b5;
--focus:#8cc8ff;--good:#3ddba8;--bad:#ff8a80;--ask:#f2c14e;--void:#c5a3f5;
--good-bg:#10271f;--bad-bg:#2e1715;--ask-bg:#2b2412;--void-bg:#221a30}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px 20px 64px}
h1,h2,h3{line-height:1.2;margin:0}
h1{font-size:15px;font-weight:600;color:var(--soft);letter-spacing:.01em}
h2{font-size:22px;font-weight:650;margin:56px 0 4px;letter-spacing:-.01em}
h3{font-size:15px;font-weight:650}
p{margin:0 0 12px}
.lead{color:var(--soft);max-width:72ch;margin-bottom:18px}
a{color:inherit}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
code,pre,.id{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em}
.id{overflow-wrap:anywhere}
pre{background:var(--shade);border:1px solid var(--line);border-radius:8px;padding:12px 14px;overflow:auto;margin:8px 0 0}
small{color:var(--soft);font-size:13px}
.r0{--c:var(--r0)}.r1{--c:var(--r1)}.r2{--c:var(--r2)}.r3{--c:var(--r3)}.r4{--c:var(--r4)}.r5{--c:var(--r5)}
.pass{--v:var(--good);--vb:var(--good-bg)}.fail{--v:var(--bad);--vb:var(--bad-bg)}
.inconclusive,.undecided{--v:var(--ask);--vb:var(--ask-bg)}.invalid,.unfit{--v:var(--void);--vb:var(--void-bg)}
.band{margin-top:14px;border:1px solid var(--line);border-left:6px solid var(--v);border-radius:10px;background:var(--vb);padding:20px 22px}
.band .word{display:flex;align-items:center;gap:12px;font-size:30px;font-weight:750;letter-spacing:-.01em;color:var(--v);line-height:1.1}
.band .word svg{width:30px;height:30px;flex:none}
.band .why{font-size:17px;margin:10px 0 0;max-width:80ch;overflow-wrap:anywhere}
dl.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px 24px;margin:18px 0 0}
dl.facts dt{font-size:12px;color:var(--soft)}
dl.facts dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
dl.facts .two{grid-column:span 2}.host{display:inline-block;max-width:100%}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,235px),1fr));gap:14px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;min-width:0}
.card>h3+*{margin-top:12px}
.below{margin-top:14px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:14px}
.route{display:inline-flex;align-items:center;gap:7px;font-weight:600;overflow-wrap:anywhere}
.route::before{content:"";width:10px;height:10px;border-radius:50%;background:var(--c);flex:none}
.legend{display:flex;flex-wrap:wrap;gap:6px 18px;margin:0 0 12px;font-size:14px}
.stat{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:0 10px;font-variant-numeric:tabular-nums}
.stat+.stat{margin-top:10px;padding-top:10px;border-top:1px solid var(--line)}
.stat .route{font-size:14px}
.stat .big{margin-left:auto;font-size:26px;font-weight:680;letter-spacing:-.02em;text-align:right;line-height:1.15;white-space:nowrap}
.stat .big i{font:400 13px/1 system-ui,sans-serif;color:var(--soft);letter-spacing:0}
.stat .more{flex:0 0 100%;display:flex;justify-content:space-between;gap:10px;font-size:13px;color:var(--soft)}
.stat .more b{color:var(--ink);font-weight:600}
.forest{position:relative;height:22px;margin-top:6px}
.forest svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.delta{margin:12px 0 0;padding-top:10px;border-top:1px dashed var(--line);font-size:13px;color:var(--soft);font-variant-numeric:tabular-nums}
.delta b{color:var(--ink)}.delta table{font-size:12px;margin-top:4px}.delta td{border:0;padding:1px 6px 1px 0;white-space:nowrap;color:var(--soft)}.delta td:last-child{text-align:right;padding-right:0;white-space:normal}
svg path,svg line{vector-effect:non-scaling-stroke}
.grid{stroke:var(--grid);fill:none}
.line{stroke:var(--c);stroke-width:2;fill:none;stroke-linejoin:round}
.band-area{fill:var(--c);opacity:.14}
.fill{fill:var(--c);opacity:.28}
.whisk{stroke:var(--c);stroke-width:3;opacity:.45;stroke-linecap:round}
.dot{stroke:var(--c);stroke-width:10;stroke-linecap:round}
.hole{stroke:var(--card);stroke-width:5;stroke-linecap:round}
.base{stroke:var(--line);stroke-width:1}
.rule{stroke:var(--soft);stroke-dasharray:3 3;stroke-width:1;opacity:.7}
.shade{fill:var(--soft);opacity:.1}
.plot{margin:0 20px 0 46px}
.area{position:relative;margin-bottom:24px}
.bare .area{margin-bottom:8px}
.area svg{position:absolute;inset:0;width:100%;height:100%;overflow:hidden}
.xt,.yt{position:absolute;font-size:12px;color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums;line-height:1}
.xt{top:100%;margin-top:7px;transform:translateX(-50%)}
.yt{right:100%;margin-right:8px;transform:translateY(-50%)}
.yt.gone{display:none}
.xtitle,.ytitle{font-size:12px;color:var(--soft)}
.xtitle{text-align:right;margin-top:-2px}
.ytitle{margin:0 0 8px -46px}
.strip{margin-top:14px}
.strip h3{font-size:13px;font-weight:600;color:var(--soft);margin-bottom:8px}
.falls{display:grid;grid-template-columns:minmax(0,10em) minmax(0,1fr) max-content;column-gap:14px;font-size:13px;align-items:center}
.fall{display:contents}
.falls>.group{grid-column:1/-1;margin:14px 0 4px;font-size:14px}
.falls .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--soft)}
.falls .lane{position:relative;height:26px}
.falls .lane svg{position:absolute;inset:0;width:100%;height:100%}
.falls .end{white-space:nowrap;font-variant-numeric:tabular-nums;color:var(--soft)}.falls .end b{display:inline-block;min-width:4.6em;font-weight:400;color:var(--ink)}
.falls .end.no{color:var(--bad);font-weight:600}
.falls .scale{position:relative;height:20px;grid-column:2}
.falls .scale .xt{top:0}
.reads{stroke:var(--c);stroke-width:1.6}
.lumps{stroke-width:4}
.head-tick{stroke:var(--soft);stroke-width:1.2;stroke-dasharray:2 2}
.wait{stroke:var(--line);stroke-width:1}
.over{stroke:var(--good);stroke-width:2.4}.over.no{stroke:var(--bad)}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft);font-size:13px}
td.n,th.n{text-align:right;white-space:nowrap}th.n .route{justify-content:flex-end}
td.w,td>.route,th>.route{white-space:nowrap;overflow-wrap:normal}
td .id{font-size:12.5px}
tr.first td{border-top:1px solid var(--line)}
.chip{display:inline-block;border-radius:999px;padding:1px 9px;font-size:12.5px;font-weight:650;color:var(--v);background:var(--vb);white-space:nowrap}
.doubt .chip{background:var(--card);margin-left:4px}
.doubt{border-left:4px solid var(--v);background:var(--vb);border-radius:8px;padding:12px 16px;margin-top:10px}
.doubt b{font-weight:650}
.doubt p{margin:4px 0 0;color:var(--soft);font-size:14.5px}
.doubt ul{margin:6px 0 0;padding-left:20px}.doubt details{margin-top:6px}.doubt summary{font-size:13.5px;font-weight:600}
.bar{display:flex;height:18px;border-radius:5px;overflow:hidden;background:var(--shade);margin:5px 0 14px;gap:1px}
.bar i{display:block;min-width:3px;background:var(--o)}
.more span:last-child{white-space:nowrap}
.sw{display:inline-block;width:11px;height:11px;border-radius:3px;background:var(--o);margin-right:8px;vertical-align:-1px}
details{margin-top:14px}
details.kind>summary{margin-bottom:12px}details.kind+.scroll,.kinds+*{margin-top:14px}.kinds h3{margin-bottom:8px}
summary{cursor:pointer;font-weight:600;font-size:14.5px}
h3.part{margin:20px 0 10px}
.small{font-size:13px;color:var(--soft)}.small .route{font-weight:600;color:var(--ink);margin-right:6px}
.plain{--v:var(--soft);--vb:var(--shade)}
b.no{color:var(--bad)}
.believe{margin:16px 0 0;padding-top:12px;border-top:1px solid var(--line);font-size:14px;color:var(--soft)}.believe b{color:var(--ink);font-weight:600;margin-right:6px}
.skip{position:absolute;left:-9999px}.skip:focus{left:12px;top:12px;background:var(--card);padding:8px 14px;border-radius:8px;z-index:1}
.none{font-size:13px;color:var(--soft);text-align:right}
.stat .more.first{margin-top:6px}
.across{grid-column:1/-1}
.dashed .line{stroke-dasharray:5 4}
.adds{display:grid;grid-template-columns:minmax(0,8em) minmax(0,1fr) minmax(0,max-content);column-gap:14px;font-size:13.5px;align-items:center;font-variant-numeric:tabular-nums}
.add{display:contents}.adds>.group{grid-column:1/-1;margin:14px 0 4px;font-size:14px}.adds>.group:first-child{margin-top:0}
.adds .name{color:var(--soft)}.adds .lane{position:relative;height:26px}.adds .lane svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.adds .end{color:var(--soft)}.adds .end b{color:var(--ink);font-weight:600}
.adds .scale{position:relative;height:20px;grid-column:2}.adds .scale .xt{top:0}
.zero{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3}
.cards.wide{grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}.cards.wide .stat>span:first-child{font-size:14px}
dl.pairs{margin:0;font-size:13.5px}dl.pairs div{display:flex;justify-content:space-between;gap:12px;padding:4px 0;border-bottom:1px solid var(--line)}dl.pairs dt{color:var(--soft)}dl.pairs dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.stat+dl.pairs{margin-top:10px}.card>h3+dl.pairs{margin-top:10px}
.held{margin:12px 0 0}
p+div>.stat:first-child{margin-top:0}.card>h3+.small{margin:2px 0 10px}
.h0{--o:#0072b2}.h1{--o:#e69f00}.h2{--o:#009e73}
.meter{position:relative;height:12px;min-width:90px;margin-top:4px}.meter i{position:absolute;left:0;top:2px;bottom:2px;background:var(--c);border-radius:3px;min-width:2px}.meter i.far{top:0;bottom:0;opacity:.3}
.plot+.note{margin-top:4px}.note{font-size:13.5px;color:var(--soft);margin:10px 0 0;max-width:80ch}
.toc{display:flex;flex-wrap:wrap;gap:4px 16px;margin:18px 0 0;font-size:14px}
.toc a{color:var(--soft);text-decoration:none;border-bottom:1px solid var(--line)}
.mark{color:var(--void);font-weight:650}
footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--line);font-size:13px;color:var(--soft)}
@media(max-width:640px){main{padding:16px 14px 48px}h2{font-size:20px;margin-top:44px}.band{padding:16px}.band .word{font-size:26px}
.xt.minor{display:none}.card{padding:14px}.plot{margin-left:40px}.ytitle{margin-left:-40px}
.adds{display:block}.add{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 10px;margin-bottom:8px}.add .end{grid-row:1;grid-column:2;text-align:right}.add .lane{grid-column:1/-1}
.falls{display:block}.fall{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 10px;margin-bottom:8px}.fall .end{grid-row:1;grid-column:2}.fall .end b{min-width:0;margin-right:4px}.fall .lane{grid-column:1/-1}
dl.facts{grid-template-columns:repeat(auto-fill,minmax(120px,1fr));gap:10px 16px}
table.wide,table.wide tbody,table.wide tr,table.wide td{display:block}table.wide thead{display:none}table.wide tr{padding:10px 0;border-bottom:1px solid var(--line)}table.wide td{border:0;padding:2px 0;text-align:left;white-space:normal}table.wide td.n{text-align:left}table.wide td[data-h]::before{content:attr(data-h) " ";color:var(--soft);font-size:12.5px}table.wide td:empty{display:none}}
@media print{:root{--bg:#fff}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll small,.scroll .chip,.scroll .id{font-size:7.5pt}body{font-size:11pt}main{max-width:none;padding:0}h2{margin-top:24pt;break-after:avoid}.card,.doubt,.band,.plot,.falls{break-inside:avoid}.toc{display:none}details::details-content{content-visibility:visible}details>*{display:block}.scroll{overflow:visible}.scroll table{font-size:8pt}.scroll td,.scroll th{white-space:normal;padding-right:6px}.scroll th{font-size:7.5pt}.cards{grid-template-columns:repeat(2,1fr)}.skip{display:none}}
`
