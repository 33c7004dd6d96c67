import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Entry, index } from './data';
import { usePromise } from './parts';
import { nodeAddress } from './route';

interface Folder {
  name: string;
  path: string;
  folders: Folder[];
  entries: Entry[];
}

/** The project by the folders of its files, or by the schemas of the warehouse. */
export function Tree({ current, onChosen }: { current: string | null; onChosen: () => void }) {
  const [way, setWay] = useState<'files' | 'database'>('files');
  const { value: entries, error } = usePromise(index, []);
  const root = useMemo(() => entries && build(entries, way), [entries, way]);
  const opened = useMemo(() => new Set(current && entries ? parents(entries, current, way) : []), [entries, current, way]);
  return (
    <nav class="tree" aria-label="Project">
      <div class="tabs" role="tablist" aria-label="Order of the tree">
        <button role="tab" aria-selected={way === 'files'} onClick={() => setWay('files')}>
          Files
        </button>
        <button role="tab" aria-selected={way === 'database'} onClick={() => setWay('database')}>
          Database
        </button>
      </div>
      {error && <p class="quiet">{error}</p>}
      {root && (
        <ul>
          {root.folders.map(folder => (
            <Branch key={folder.path} of={folder} opened={opened} current={current} isFirst={root.folders.length === 1} onChosen={onChosen} />
          ))}
        </ul>
      )}
    </nav>
  );
}

function Branch({ of, opened, current, isFirst, onChosen }: { of: Folder; opened: Set<string>; current: string | null; isFirst: boolean; onChosen: () => void }) {
  const [isOpen, setOpen] = useState(isFirst);
  const [most, setMost] = useState(200);
  useEffect(() => {
    if (opened.has(of.path)) {
      setOpen(true);
    }
  }, [opened]);
  return (
    <li>
      <button class="folder" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="twist" aria-hidden="true" />
        {of.name}
        <span class="count">{count(of)}</span>
      </button>
      {isOpen && (
        <ul>
          {of.folders.map(folder => (
            <Branch key={folder.path} of={folder} opened={opened} current={current} isFirst={false} onChosen={onChosen} />
          ))}
          {of.entries.slice(0, most).map(entry => (
            <li key={entry.id}>
              <a href={nodeAddress(entry.id)} aria-current={entry.id === current ? 'page' : undefined} onClick={onChosen}>
                <i class={`dot ${entry.type}`} />
                <span>{entry.name}</span>
              </a>
            </li>
          ))}
          {of.entries.length > most && (
            <li>
              <button class="folder" onClick={() => setMost(most + 1000)}>
                … {of.entries.length - most} more
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

const counts = new WeakMap<Folder, number>();

function count(of: Folder): number {
  let known = counts.get(of);
  if (known === undefined) {
    known = of.folders.reduce((sum, folder) => sum + count(folder), of.entries.length);
    counts.set(of, known);
  }
  return known;
}

function steps(entry: Entry, way: 'files' | 'database'): string[] {
  return way === 'files' ? [entry.package, ...entry.folder.split('/').filter(Boolean)] : entry.schema.split('/').filter(Boolean);
}

function parents(entries: Entry[], id: string, way: 'files' | 'database'): string[] {
  const entry = entries.find(each => each.id === id);
  const path = entry ? steps(entry, way) : [];
  return path.map((_, i) => path.slice(0, i + 1).join('/'));
}

function build(entries: Entry[], way: 'files' | 'database'): Folder {
  const root: Folder = { name: '', path: '', folders: [], entries: [] };
  const byPath = new Map<string, Folder>([['', root]]);
  for (const entry of entries) {
    if (way === 'database' && entry.schema.split('/').filter(Boolean).length === 0) {
      continue;
    }
    let folder = root;
    for (const step of steps(entry, way)) {
      const path = folder.path ? `${folder.path}/${step}` : step;
      let next = byPath.get(path);
      if (!next) {
        next = { name: step, path, folders: [], entries: [] };
        byPath.set(path, next);
        folder.folders.push(next);
      }
      folder = next;
    }
    folder.entries.push(entry);
  }
  for (const folder of byPath.values()) {
    folder.folders.sort((a, b) => a.name.localeCompare(b.name));
    folder.entries.sort((a, b) => a.name.localeCompare(b.name));
  }
  return root;
}
