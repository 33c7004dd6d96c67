/** A node as lists show it: id, type, title and the status of its last run. */
export type Reference = [id: string, type: string, title: string, status: string | null];

/** Of a long list there is the beginning. */
export interface References {
  count: number;
  of: Reference[];
}

/** A run of the project. */
export interface PastRun {
  command: string;
  started: string;
  /** Seconds. */
  elapsed: number;
  statuses: Record<string, number>;
}

export interface Site {
  project: string;
  generated: string;
  adapter: string;
  target: string;
  buckets: number;
  home: string | null;
  hasCatalog: boolean;
  counts: [type: string, count: number][];
  runs: PastRun[];
  guide: [name: string, title: string][];
  freshness: Record<string, number> | null;
}

export interface Column {
  name: string;
  type: string | null;
  description: string | null;
  tags?: string[];
  meta?: Record<string, unknown>;
  constraints?: unknown[];
  tests: References;
}

export interface Statistic {
  id: string;
  label: string;
  value: number | string | boolean | null;
  description: string;
}

export interface Page {
  type: string;
  name: string;
  package: string;
  path: string;
  description: string | null;
  tags?: string[];
  group?: string | null;
  owner?: string | null;
  meta?: Record<string, unknown>;
  database?: string | null;
  schema?: string;
  relation?: string | null;
  materialized?: string;
  source?: string;
  sourceDescription?: string | null;
  loader?: string;
  loadedAt?: string | null;
  freshness?: unknown;
  freshnessStatus?: string;
  maxLoadedAt?: string;
  access?: string;
  version?: unknown;
  latestVersion?: unknown;
  deprecated?: unknown;
  contract?: boolean;
  constraints?: unknown[];
  declared?: Record<string, unknown>;
  columns?: Column[];
  tests?: References;
  parents?: References;
  children?: References;
  macros?: References;
  callers?: References;
  arguments?: { name: string; type?: string; description?: string }[];
  language?: string;
  code?: string;
  links?: (number | string)[];
  compiled?: string | null;
  tableType?: string;
  tableOwner?: string | null;
  statistics?: Statistic[];
  status?: string;
  runs?: [status: string, started: string, seconds: number, rows: number | null][];
}

interface Words {
  words: string[];
  of: number[];
}

interface IndexFile {
  ids: Record<number, string>;
  names: string[];
  types: Words;
  packages: Words;
  folders: Words;
  schemas: Words;
  materialized: Words;
  tags: Words;
  statuses: Words;
  times: Record<number, [begun: number, took: number]>;
}

/** A node of the tree and of the lineage. */
export interface Entry {
  place: number;
  id: string;
  name: string;
  type: string;
  package: string;
  folder: string;
  schema: string;
  materialized: string;
  tags: string[];
  status: string;
  /** When it began in the last run and how long it took, in milliseconds; null where it was no part of it. */
  time: [begun: number, took: number] | null;
  parents: number[];
  children: number[];
}

declare global {
  interface Window {
    transformDocs: (name: string, data: unknown) => void;
  }
}

// Scripts rather than requests: these work in a page that was opened from a folder, too.
const waiting = new Map<string, (data: unknown) => void>();
const loaded = new Map<string, Promise<unknown>>();
window.transformDocs = (name, data) => waiting.get(name)?.(data);

function load<T>(name: string): Promise<T> {
  let promise = loaded.get(name);
  if (!promise) {
    promise = new Promise<unknown>((resolve, reject) => {
      waiting.set(name, resolve);
      const script = document.createElement('script');
      script.src = `data/${name.split('/').map(encodeURIComponent).join('/')}.js`;
      script.onload = () => script.remove();
      script.onerror = () => {
        loaded.delete(name);
        reject(new Error(`data/${name}.js cannot be loaded.`));
      };
      document.head.append(script);
    });
    loaded.set(name, promise);
  }
  return promise as Promise<T>;
}

export const site = load<Site>('site');

/** The file that holds a node: FNV-1a over UTF-16, as it was written. */
export function bucketOf(id: string, count: number): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 16777619) >>> 0;
  }
  return hash % count;
}

/** What a node's page shows; undefined where there is no such node. */
export async function page(id: string): Promise<Page | undefined> {
  const { buckets } = await site;
  return (await load<Record<string, Page>>(`nodes/${bucketOf(id, buckets)}`))[id];
}

/** A page that people have written. */
export const guidePage = (name: string) => load<{ title: string; html: string }>(`guide/${name}`);

let entries: Promise<Entry[]> | undefined;

const word = ({ words, of }: Words, i: number) => words[of.length === 0 ? 0 : of[i]];

/** Every node of the tree and of the lineage, parents before children. What they read is known to {@link graph} alone. */
export function index(): Promise<Entry[]> {
  return (entries ??= load<IndexFile>('index').then(file =>
    file.names.map((name, i) => ({
      place: i,
      id: file.ids[i] ?? `${word(file.types, i)}.${word(file.packages, i)}.${name}`,
      name,
      type: word(file.types, i),
      package: word(file.packages, i),
      folder: word(file.folders, i),
      schema: word(file.schemas, i),
      materialized: word(file.materialized, i),
      tags: word(file.tags, i).split(' ').filter(Boolean),
      status: word(file.statuses, i),
      time: file.times[i] ?? null,
      parents: [],
      children: [],
    })),
  ));
}

let joined: Promise<Entry[]> | undefined;

/** The same with what they read and what reads them. */
export function graph(): Promise<Entry[]> {
  return (joined ??= Promise.all([index(), load<number[][]>('edges')]).then(([all, edges]) => {
    edges.forEach((parents, i) => {
      all[i].parents = parents;
      parents.forEach(parent => all[parent].children.push(i));
    });
    return all;
  }));
}

interface SearchFile {
  ids: string[];
  types: Words;
  names: string[];
  columns: string[];
  descriptions: string[];
  tags: string[];
  codes: string[];
}

/** What is searched in. */
export function searchDocuments() {
  return load<SearchFile>('search').then(file =>
    file.ids.map((id, i) => ({
      id,
      type: word(file.types, i),
      name: file.names[i],
      columns: file.columns[i],
      description: file.descriptions[i],
      tags: file.tags[i],
      code: file.codes[i],
    })),
  );
}
