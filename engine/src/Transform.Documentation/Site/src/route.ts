import { useEffect, useState } from 'preact/hooks';

/** Where the reader is: the part of the address behind the hash, which needs no server. */
export interface Route {
  /** `''`, `node`, `lineage`, `search`, `guide`. */
  page: string;
  /** What the page is about, such as a node's id. */
  of: string;
  options: URLSearchParams;
}

export function parse(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const slash = path.indexOf('/');
  const page = slash < 0 ? path : path.slice(0, slash);
  return { page, of: slash < 0 ? '' : decodeURIComponent(path.slice(slash + 1)), options: new URLSearchParams(query) };
}

export function address(page: string, of = '', options: Record<string, string | undefined> = {}): string {
  const said = Object.entries(options).filter((pair): pair is [string, string] => !!pair[1]);
  const query = new URLSearchParams(said).toString();
  return `#/${page}${of ? `/${encodeURIComponent(of)}` : ''}${query ? `?${query}` : ''}`;
}

export const nodeAddress = (id: string) => address('node', id);

export function go(to: string, replace = false): void {
  if (replace) {
    history.replaceState(null, '', to);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = to;
  }
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parse(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return route;
}
