import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Reference, References } from './data';
import { kindName, mood } from './kinds';
import { nodeAddress } from './route';

/** Follows a promise: undefined until it is there. */
export function usePromise<T>(make: () => Promise<T>, dependencies: unknown[]): { value?: T; error?: string } {
  const [state, setState] = useState<{ value?: T; error?: string }>({});
  useEffect(() => {
    let isCurrent = true;
    setState({});
    make().then(
      value => isCurrent && setState({ value }),
      (error: unknown) => isCurrent && setState({ error: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, dependencies);
  return state;
}

export function Status({ of }: { of: string | null | undefined }) {
  return of ? <span class={`status ${mood(of)}`}>{of}</span> : null;
}

export function Kind({ of }: { of: string }) {
  return <span class={`kind ${of}`}>{kindName(of)}</span>;
}

export function NodeLink({ to: [id, type, title, status] }: { to: Reference }) {
  return (
    <a class="node-link" href={nodeAddress(id)}>
      <i class={`dot ${type}`} role="img" aria-label={kindName(type)} />
      <span>{title}</span>
      <Status of={status} />
    </a>
  );
}

export function NodeList({ title, of, none }: { title: string; of: References | undefined; none?: string }) {
  if (!of?.count && !none) {
    return null;
  }
  return (
    <section class="card">
      <h3>
        {title} {of?.count ? <span class="count">{number(of.count)}</span> : null}
      </h3>
      {of?.count ? (
        <ul class="plain">
          {of.of.map(reference => (
            <li key={reference[0]}>
              <NodeLink to={reference} />
            </li>
          ))}
          {of.count > of.of.length && <li class="quiet">and {number(of.count - of.of.length)} more</li>}
        </ul>
      ) : (
        <p class="quiet">{none}</p>
      )}
    </section>
  );
}

/** HTML that was made of Markdown, without any markup of its own. */
export function Html({ of }: { of: string | null | undefined }) {
  return of ? <div class="text" dangerouslySetInnerHTML={{ __html: of }} /> : null;
}

export function Field({ name, children }: { name: string; children: ComponentChildren }) {
  return children === null || children === undefined || children === '' || children === false ? null : (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function number(value: number): string {
  return value.toLocaleString('en');
}

export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function duration(seconds: number): string {
  return seconds >= 90 ? `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s` : `${seconds >= 10 ? seconds.toFixed(0) : seconds >= 1 ? seconds.toFixed(1) : seconds.toFixed(2)} s`;
}

/** How long runs took, the last one on the right. */
export function Durations({ of }: { of: { seconds: number; mood: string; title: string }[] }) {
  const longest = Math.max(...of.map(each => each.seconds), 0.001);
  return (
    <div class="durations" role="img" aria-label={`The last ${of.length} runs, newest first: ${of.map(each => each.title).join('; ')}`}>
      {[...of].reverse().map((each, i) => (
        <i key={i} class={each.mood} title={each.title} style={{ height: `${Math.max(6, (100 * each.seconds) / longest)}%` }} />
      ))}
    </div>
  );
}

export function time(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
