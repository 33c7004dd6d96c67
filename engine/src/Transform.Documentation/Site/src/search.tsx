import { useEffect, useRef, useState } from 'preact/hooks';
import { type Site, searchDocuments, site } from './data';
import { byKind, kindsName } from './kinds';
import { Kind, number, usePromise } from './parts';
import { address, go, nodeAddress, type Route } from './route';
import type { Document, Found } from './search.worker';
import SearchWorker from './search.worker?worker&inline';

interface Answer {
  to: string;
  found: Found[];
  count: number;
}

let worker: Promise<Worker> | undefined;
let asked = 0;
const waiting = new Map<number, (answer: Answer) => void>();

// The index is made once, piece by piece, so that questions are answered meanwhile.
function start(): Promise<Worker> {
  return (worker ??= searchDocuments().then(documents => {
    const made = new SearchWorker();
    made.onmessage = ({ data }: MessageEvent<Answer & { ask: number }>) => {
      waiting.get(data.ask)?.(data);
      waiting.delete(data.ask);
    };
    for (let i = 0; i < documents.length; i += 500) {
      made.postMessage({ add: documents.slice(i, i + 500) satisfies Document[] });
    }
    return made;
  }));
}

async function ask(text: string, kind: string | null, tag: string | null): Promise<Answer> {
  const ready = await start();
  const number = ++asked;
  return new Promise(resolve => {
    waiting.set(number, answer => resolve({ ...answer, to: text }));
    ready.postMessage({ ask: number, text, kind, tag });
  });
}

/** `kind:model` and `tag:daily` narrow a search; the rest is searched for. */
function read(text: string): { words: string; kind: string | null; tag: string | null } {
  let kind: string | null = null;
  let tag: string | null = null;
  const words = text
    .split(/\s+/)
    .filter(word => {
      if (word.startsWith('kind:')) {
        kind = word.slice(5);
        return false;
      }
      if (word.startsWith('tag:')) {
        tag = word.slice(4);
        return false;
      }
      return true;
    })
    .join(' ');
  return { words, kind, tag };
}

export function SearchPage({ route }: { route: Route }) {
  const text = route.options.get('q') ?? '';
  const { words, kind, tag } = read(text);
  const [answer, setAnswer] = useState<Answer>();
  const [chosen, setChosen] = useState(0);
  const { value: project } = usePromise<Site>(() => site, []);
  const list = useRef<HTMLOListElement>(null);
  // What the keys act on is what was found last, whether it is painted yet or not.
  const now = useRef({ text, answer: undefined as Answer | undefined, chosen, isAwaited: false });
  now.current.chosen = chosen;
  useEffect(() => {
    let isCurrent = true;
    now.current.text = words;
    setChosen(0);
    void ask(words, kind, tag).then(found => {
      if (isCurrent) {
        now.current.answer = found;
        setAnswer(found);
        if (now.current.isAwaited) {
          open(0);
        }
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [text]);
  const open = (place: number) => {
    const found = now.current.answer?.found[place];
    now.current.isAwaited = false;
    if (found) {
      go(nodeAddress(found.id));
    }
  };
  useEffect(() => {
    const move = (event: KeyboardEvent) => {
      const { answer: last, chosen: at, text: said } = now.current;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const next = Math.max(0, Math.min((last?.found.length ?? 0) - 1, at + (event.key === 'ArrowDown' ? 1 : -1)));
        setChosen(next);
        list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
      } else if (event.key === 'Enter' && !(event.target instanceof HTMLAnchorElement)) {
        // Who is quicker than the search gets what it finds first.
        if (last?.to === said) {
          open(at);
        } else {
          now.current.isAwaited = true;
        }
      }
    };
    window.addEventListener('keydown', move);
    return () => window.removeEventListener('keydown', move);
  }, []);
  const kinds = [...(project?.counts ?? [])].sort((a, b) => byKind(a[0], b[0]));
  return (
    <article>
      <header class="page-head">
        <h1>Search</h1>
        <p class="quiet" role="status">
          {answer && `${number(answer.count)} ${answer.count === 1 ? 'page' : 'pages'}`}
        </p>
      </header>
      <p class="filters">
        {kinds.map(([of]) => (
          <a key={of} class={`tag ${of === kind ? 'on' : ''}`} href={address('search', '', { q: `${of === kind ? '' : `kind:${of} `}${tag ? `tag:${tag} ` : ''}${words}`.trim() || undefined })}>
            {kindsName(of, 2)}
          </a>
        ))}
      </p>
      <ol class="results" ref={list}>
        {answer?.found.map((found, i) => (
          <li key={found.id} class={i === chosen ? 'chosen' : ''}>
            <a href={nodeAddress(found.id)}>
              <span class="result-head">
                <i class={`dot ${found.type}`} />
                <b>
                  <Marked text={found.name} terms={found.terms} />
                </b>
                <Kind of={found.type} />
                {found.fields.some(field => field === 'columns' || field === 'code') && <span class="quiet">in {found.fields.filter(field => field === 'columns' || field === 'code').join(' and ')}</span>}
              </span>
              {found.description && (
                <span class="result-text quiet">
                  <Marked text={found.description.slice(0, 220)} terms={found.terms} />
                </span>
              )}
            </a>
          </li>
        ))}
      </ol>
      {answer?.count === 0 && <p>{text ? 'Nothing fits. Try fewer or shorter words.' : 'Write what you look for above.'}</p>}
    </article>
  );
}

function Marked({ text, terms }: { text: string; terms: string[] }) {
  if (terms.length === 0) {
    return <>{text}</>;
  }
  const pattern = new RegExp(`(${terms.map(term => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'giu');
  return <>{text.split(pattern).map((part, i) => (i % 2 ? <mark key={i}>{part}</mark> : part))}</>;
}
