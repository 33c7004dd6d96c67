import type { Entry } from '../data';

/** The nodes that a selection names, by the syntax of `--select`: names and methods with `+`, numbers and `@`, commas for both, blanks for either. */
export function select(entries: Entry[], text: string): Set<number> {
  const chosen = new Set<number>();
  for (const part of text.split(/\s+/).filter(Boolean)) {
    const sets = part.split(',').map(term => choose(entries, term));
    for (const place of sets[0]) {
      if (sets.every(set => set.has(place))) {
        chosen.add(place);
      }
    }
  }
  return chosen;
}

/** The same without what another selection names. */
export function choices(entries: Entry[], wanted: string, unwanted: string): Set<number> {
  const chosen = wanted.trim() ? select(entries, wanted) : new Set(entries.map(entry => entry.place));
  if (unwanted.trim()) {
    select(entries, unwanted).forEach(place => chosen.delete(place));
  }
  return chosen;
}

const term = /^(@)?(?:(\d*)(\+))?(.*?)(?:(\+)(\d*))?$/;

function choose(entries: Entry[], text: string): Set<number> {
  const [, childrensParents, up, parents, name, children, down] = term.exec(text)!;
  const found = new Set(entries.filter(matcher(name)).map(entry => entry.place));
  const all = new Set(found);
  if (parents) {
    walk(entries, found, 'parents', up ? Number(up) : Infinity).forEach(place => all.add(place));
  }
  if (children || childrensParents) {
    walk(entries, found, 'children', down ? Number(down) : Infinity).forEach(place => all.add(place));
  }
  if (childrensParents) {
    walk(entries, new Set(all), 'parents', Infinity).forEach(place => all.add(place));
  }
  return all;
}

export function walk(entries: Entry[], from: Iterable<number>, way: 'parents' | 'children', depth: number): Set<number> {
  const found = new Set<number>();
  let frontier = [...from];
  for (let level = 0; level < depth && frontier.length > 0; level++) {
    const next: number[] = [];
    for (const place of frontier) {
      for (const other of entries[place][way]) {
        if (!found.has(other)) {
          found.add(other);
          next.push(other);
        }
      }
    }
    frontier = next;
  }
  return found;
}

/** The nodes on the way that took longest in the last run, each after what it reads: the run could not be quicker than they were. */
export function criticalPath(entries: Entry[]): number[] {
  const sums = new Float64Array(entries.length);
  const before = new Int32Array(entries.length).fill(-1);
  let last = -1;
  for (const entry of entries) {
    for (const parent of entry.parents) {
      if (sums[parent] > sums[entry.place]) {
        sums[entry.place] = sums[parent];
        before[entry.place] = parent;
      }
    }
    sums[entry.place] += entry.time?.[1] ?? 0;
    if (entry.time && (last < 0 || sums[entry.place] > sums[last])) {
      last = entry.place;
    }
  }
  const path: number[] = [];
  for (let at = last; at >= 0; at = before[at]) {
    path.unshift(at);
  }
  return path;
}

function matcher(text: string): (entry: Entry) => boolean {
  const colon = text.indexOf(':');
  const method = colon < 0 ? '' : text.slice(0, colon).split('.')[0];
  const value = text.slice(colon + 1);
  const fits = wildcard(value);
  switch (method) {
    case 'tag':
      return entry => entry.tags.some(fits);
    case 'source':
      return entry => entry.type === 'source' && (fits(entry.name) || fits(entry.name.split('.')[0]));
    case 'exposure':
    case 'metric':
    case 'semantic_model':
    case 'saved_query':
    case 'macro':
    case 'function':
      return entry => entry.type === method && (fits(entry.name) || fits(entry.id.split('.').slice(2).join('.')));
    case 'resource_type':
      return entry => fits(entry.type);
    case 'package':
      return entry => fits(entry.package);
    case 'path':
      return entry => entry.folder === value || entry.folder.startsWith(`${value.replace(/\/$/, '')}/`) || fits(entry.folder);
    case 'config':
      return text.startsWith('config.materialized:') ? entry => fits(entry.materialized) : () => false;
    case 'result':
      return entry => fits(entry.status);
    default: {
      const name = wildcard(text.startsWith('fqn:') ? value : text);
      const whole = text.startsWith('fqn:') ? value : text;
      return entry =>
        entry.type !== 'macro' &&
        (name(entry.name) || name(entry.name.split('.v')[0]) || entry.package === whole ||
          [entry.package, ...entry.folder.split('/').slice(1)].join('.') === whole || `${entry.folder}/`.startsWith(`${whole}/`));
    }
  }
}

function wildcard(pattern: string): (text: string) => boolean {
  if (!/[*?[]/.test(pattern)) {
    return text => text === pattern;
  }
  const expression = new RegExp(`^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
  return text => expression.test(text);
}
