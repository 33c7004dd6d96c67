import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { site } from './data';
import { Guide } from './guide';
import { Lineage } from './lineage/view';
import { Missing, NodePage } from './node';
import { Overview } from './overview';
import { usePromise } from './parts';
import { address, go, useRoute } from './route';
import { SearchPage } from './search';
import './style.css';
import { Tree } from './tree';

function Shell() {
  const route = useRoute();
  const [isTreeOpen, setTreeOpen] = useState(false);
  const { value } = usePromise(() => site, []);
  const main = useRef<HTMLElement>(null);
  const shown = `${route.page}/${route.of}`;
  useEffect(() => {
    setTreeOpen(false);
    main.current?.scrollTo(0, 0);
  }, [shown]);
  useEffect(() => {
    if (value) {
      document.title = route.of ? `${route.of.split('.').slice(2).join('.')} · ${value.project}` : value.project;
    }
  }, [value, shown]);
  return (
    <div class={`shell ${isTreeOpen ? 'tree-open' : ''} ${route.page === 'lineage' ? 'wide' : ''}`}>
      <a class="skip" href="#content" onClick={event => { event.preventDefault(); main.current?.focus(); }}>
        Skip to the content
      </a>
      <header class="top">
        <button class="menu" aria-label="Project tree" aria-expanded={isTreeOpen} onClick={() => setTreeOpen(!isTreeOpen)}>
          ☰
        </button>
        <a class="brand" href={address('')}>
          {value?.project ?? ' '}
        </a>
        <SearchBox text={route.page === 'search' ? (route.options.get('q') ?? '') : ''} />
        <nav aria-label="Pages">
          <a href={address('lineage')} aria-current={route.page === 'lineage' ? 'page' : undefined}>
            Lineage
          </a>
          {!!value?.guide.length && (
            <a href={address('guide')} aria-current={route.page === 'guide' ? 'page' : undefined}>
              Guide
            </a>
          )}
        </nav>
        <Theme />
      </header>
      <Tree current={route.page === 'node' ? route.of : null} onChosen={() => setTreeOpen(false)} />
      <main id="content" tabIndex={-1} ref={main}>
        {route.page === '' ? <Overview />
          : route.page === 'node' ? <NodePage route={route} />
          : route.page === 'lineage' ? <Lineage route={route} />
          : route.page === 'guide' ? <Guide route={route} />
          : route.page === 'search' ? <SearchPage route={route} />
          : <Missing title="There is no such page">The address leads nowhere on this site.</Missing>}
      </main>
    </div>
  );
}

function SearchBox({ text }: { text: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if ((event.key === '/' && !isTyping) || (event.key === 'k' && (event.metaKey || event.ctrlKey))) {
        event.preventDefault();
        input.current?.focus();
        input.current?.select();
      }
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, []);
  const search = (event: Event) => {
    const said = (event.target as HTMLInputElement).value;
    const to = said ? address('search', '', { q: said }) : address('');
    // One step back leads to where the search began.
    go(to, location.hash.startsWith('#/search'));
  };
  return <input ref={input} class="search" type="search" value={text} placeholder="Search tables, columns, descriptions   /" aria-label="Search" onInput={search} />;
}

function Theme() {
  const [theme, setTheme] = useState(() => remembered() ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = () => {
    setTheme(other);
    try {
      localStorage.setItem('theme', other);
    } catch {
      // A page from a folder may have no storage: then it is as the system says.
    }
  };
  return (
    <button class="theme" onClick={change} aria-label={`Use ${other} colours`} title={`Use ${other} colours`}>
      {theme === 'dark' ? '☀' : '☾'}
    </button>
  );
}

function remembered(): string | null {
  try {
    return localStorage.getItem('theme');
  } catch {
    return null;
  }
}

render(<Shell />, document.getElementById('app')!);
