import { useEffect, useRef } from 'preact/hooks';
import { guidePage, site } from './data';
import { Missing } from './node';
import { Html, usePromise } from './parts';
import { address, type Route } from './route';

/** The guide that lies beside the project, a page at a time. */
export function Guide({ route }: { route: Route }) {
  const { value: pages } = usePromise(() => site.then(of => of.guide), []);
  const name = route.of || pages?.[0]?.[0] || '';
  const isThere = pages?.some(([each]) => each === name);
  const { value: page, error } = usePromise(async () => (isThere ? guidePage(name) : undefined), [name, isThere]);
  const text = useRef<HTMLDivElement>(null);
  const place = route.options.get('at');
  useEffect(() => {
    if (page && place) {
      text.current?.querySelector(`#${CSS.escape(`at-${place}`)}`)?.scrollIntoView();
    }
  }, [page, place]);
  if (pages && !isThere) {
    return <Missing title="There is no such page">The guide has no page of the name {name}.</Missing>;
  }
  return (
    <article class="guide">
      <nav class="card" aria-label="Guide">
        <ul class="plain">
          {pages?.map(([each, title]) => (
            <li key={each}>
              <a href={address('guide', each)} aria-current={each === name ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="card" ref={text} aria-busy={!page}>
        {error ? <p>{error}</p> : <Html of={page?.html} />}
      </div>
    </article>
  );
}
