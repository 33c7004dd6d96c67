import hljs from 'highlight.js/lib/core';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { nodeAddress } from './route';

// SQL with Jinja in it: wherever a delimiter stands, the template's language begins.
hljs.registerLanguage('sql', api => {
  const language = sql(api);
  const words = { keyword: 'if elif else endif for endfor in not and or is set endset macro endmacro call endcall do test endtest snapshot endsnapshot return block endblock', literal: 'true false none True False None' };
  const inside = [api.QUOTE_STRING_MODE, api.APOS_STRING_MODE, api.NUMBER_MODE, { className: 'title', begin: /[A-Za-z_]\w*(?=\s*\()/, keywords: words }];
  const jinja = [
    { className: 'comment', begin: /\{#/, end: /#\}/ },
    { className: 'template-tag', begin: /\{%[-+]?/, end: /[-+]?%\}/, keywords: words, contains: inside },
    { className: 'template-variable', begin: /\{\{[-+]?/, end: /[-+]?\}\}/, keywords: words, contains: inside },
  ];
  return { ...language, illegal: undefined, contains: [...jinja, ...(language.contains ?? [])] };
});
hljs.registerLanguage('python', python);

// Longer than that, colours take longer than they are worth.
const mostColoured = 200_000;
const mostShown = 400_000;

interface Token {
  start: number;
  end: number;
  scope: string;
}

interface Tree {
  scope?: string;
  children: (Tree | string)[];
}

function tokens(code: string, language: string): Token[] {
  if (code.length > mostColoured) {
    return [];
  }
  const result = hljs.highlight(code, { language, ignoreIllegals: true }) as unknown as { _emitter: { rootNode: Tree } };
  const found: Token[] = [];
  let at = 0;
  const walk = (tree: Tree, scope: string) => {
    for (const child of tree.children) {
      if (typeof child === 'string') {
        if (scope) {
          found.push({ start: at, end: at + child.length, scope });
        }
        at += child.length;
      } else {
        walk(child, child.scope?.split('.')[0] ?? scope);
      }
    }
  };
  walk(result._emitter.rootNode, '');
  return found;
}

/** A text in its colours, with links over some of its words. */
function render(code: string, language: string, links: (number | string)[]): ComponentChildren[] {
  const all = tokens(code, language);
  const out: ComponentChildren[] = [];
  let next = 0;
  const colour = (from: number, to: number): ComponentChildren[] => {
    const parts: ComponentChildren[] = [];
    let at = from;
    while (next < all.length && all[next].end <= from) {
      next++;
    }
    for (let i = next; i < all.length && all[i].start < to; i++) {
      const start = Math.max(all[i].start, from);
      const end = Math.min(all[i].end, to);
      if (start > at) {
        parts.push(code.slice(at, start));
      }
      parts.push(<span class={`t-${all[i].scope}`}>{code.slice(start, end)}</span>);
      at = end;
    }
    if (at < to) {
      parts.push(code.slice(at, to));
    }
    return parts;
  };
  let at = 0;
  for (let i = 0; i < links.length; i += 3) {
    const [start, length, id] = [links[i] as number, links[i + 1] as number, links[i + 2] as string];
    out.push(...colour(at, start), <a href={nodeAddress(id)}>{colour(start, start + length)}</a>);
    at = start + length;
  }
  out.push(...colour(at, code.length));
  return out;
}

export function Code({ code, language = 'sql', links = [] }: { code: string; language?: string; links?: (number | string)[] }) {
  const [isWhole, setWhole] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const shown = isWhole || code.length <= mostShown ? code : code.slice(0, mostShown);
  const content = useMemo(() => render(shown, language, shown === code ? links : []), [shown, language]);
  const copy = () =>
    void navigator.clipboard.writeText(code).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    });
  return (
    <div class="code">
      <button class="copy" onClick={copy} aria-live="polite">
        {isCopied ? 'Copied' : 'Copy'}
      </button>
      <pre tabIndex={0}>
        <code>{content}</code>
      </pre>
      {shown !== code && (
        <button class="more" onClick={() => setWhole(true)}>
          Show all {(code.length / 1e6).toFixed(1)} million characters
        </button>
      )}
    </div>
  );
}
