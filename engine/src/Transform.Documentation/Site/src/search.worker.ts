import MiniSearch from 'minisearch';

/** What is searched in: all that people know of a node by. */
export interface Document {
  id: string;
  type: string;
  name: string;
  columns: string;
  description: string;
  tags: string;
  code?: string;
}

export interface Found {
  id: string;
  type: string;
  name: string;
  description: string;
  /** Where the words were found. */
  fields: string[];
  terms: string[];
}

export type Request = { add: Document[] } | { ask: number; text: string; kind: string | null; tag: string | null };

const split = /[^\p{L}\p{N}]+/u;
const documents = new Map<string, Document>();

const engine = new MiniSearch<Document>({
  fields: ['name', 'columns', 'tags', 'description', 'code'],
  idField: 'id',
  // order_id is found by order, by id and by order_id.
  tokenize: text => {
    const words: string[] = [];
    for (const word of text.split(/[^\p{L}\p{N}_]+/u)) {
      if (word) {
        words.push(word);
        if (word.includes('_')) {
          words.push(...word.split(split).filter(Boolean));
        }
      }
    }
    return words;
  },
  searchOptions: {
    boost: { name: 8, columns: 3, tags: 3, description: 2, code: 0.5 },
    prefix: true,
    fuzzy: term => (term.length > 4 ? 0.2 : false),
    combineWith: 'AND',
    // A test is named after what it tests.
    boostDocument: id => (documents.get(id as string)!.type.endsWith('test') ? 0.2 : 1),
  },
});

const most = 100;

self.onmessage = ({ data }: MessageEvent<Request>) => {
  if ('add' in data) {
    for (const document of data.add) {
      documents.set(document.id, document);
    }
    engine.addAll(data.add);
    return;
  }
  const { ask, text, kind, tag } = data;
  const fits = (document: Document) => (!kind || document.type === kind) && (!tag || document.tags.split(' ').includes(tag));
  const found: Found[] = [];
  let count = 0;
  const take = (document: Document, fields: string[], terms: string[]) => {
    count++;
    if (found.length < most) {
      found.push({ id: document.id, type: document.type, name: document.name, description: document.description, fields, terms });
    }
  };
  if (text.trim()) {
    const lower = text.trim().toLowerCase();
    const results = engine.search(text, { filter: result => fits(documents.get(result.id as string)!) });
    // What is called exactly so comes first.
    results.sort((a, b) => rank(b.id as string, lower) - rank(a.id as string, lower) || b.score - a.score);
    for (const result of results) {
      take(documents.get(result.id as string)!, [...new Set(Object.values(result.match).flat())], Object.keys(result.match));
    }
  } else if (kind || tag) {
    for (const document of documents.values()) {
      if (fits(document)) {
        take(document, [], []);
      }
    }
  }
  self.postMessage({ ask, found, count });
};

function rank(id: string, text: string): number {
  const name = documents.get(id)!.name.toLowerCase();
  return name === text ? 2 : name.startsWith(text) ? 1 : 0;
}
