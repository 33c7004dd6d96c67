import { site, type Site } from './data';
import { byKind, kindsName, mood } from './kinds';
import { Durations, Html, duration, number, time, usePromise } from './parts';
import { address } from './route';

export function Overview() {
  const { value } = usePromise(() => site, []);
  return value ? <Loaded of={value} /> : null;
}

function Loaded({ of }: { of: Site }) {
  const counts = [...of.counts].sort((a, b) => byKind(a[0], b[0]));
  return (
    <article>
      <header class="page-head">
        <h1>{of.project}</h1>
        <p class="quiet">
          {of.adapter}, target {of.target}, documented {time(of.generated)}
        </p>
        {!of.hasCatalog && <p class="quiet">The warehouse was not asked: types, row counts and sizes are missing.</p>}
      </header>
      <div class="tiles">
        {counts.map(([kind, count]) => (
          <a class="tile" key={kind} href={address('search', '', { q: `kind:${kind}` })}>
            <i class={`dot ${kind}`} />
            <b>{number(count)}</b>
            <span>{kindsName(kind, count)}</span>
          </a>
        ))}
      </div>
      <div class="columns">
        <Health of={of} />
        <Freshness of={of} />
      </div>
      <section class="card">
        {of.home ? (
          <Html of={of.home} />
        ) : (
          <div class="text">
            <h2>Welcome</h2>
            <p>
              This is what the project <b>{of.project}</b> builds: where its data comes from, what is made of it, and how it is checked. Search for
              a table or a column above, walk the tree on the left, or look at the <a href={address('lineage')}>lineage</a>, which shows what depends on what.
            </p>
            <p class="quiet">
              A docs block named <code>__overview__</code> in the project takes the place of this text.
            </p>
          </div>
        )}
      </section>
    </article>
  );
}

function Health({ of }: { of: Site }) {
  const [run] = of.runs;
  if (!run) {
    return (
      <section class="card">
        <h3>Last run</h3>
        <p class="quiet">There are no run results yet: after a run, this shows how it went.</p>
      </section>
    );
  }
  return (
    <section class="card">
      <h3>Last run</h3>
      <Bar of={run.statuses} />
      <p class="quiet">
        {run.command} on {time(run.started)}, {duration(run.elapsed)}
      </p>
      <Durations of={of.runs.map(each => ({ seconds: each.elapsed, mood: moodOf(each.statuses), title: `${each.command} on ${time(each.started)}: ${duration(each.elapsed)}` }))} />
    </section>
  );
}

function Freshness({ of }: { of: Site }) {
  return (
    <section class="card">
      <h3>Freshness of sources</h3>
      {of.freshness ? <Bar of={of.freshness} /> : <p class="quiet">Nobody has looked yet: <code>transform source freshness</code> does.</p>}
    </section>
  );
}

function moodOf(statuses: Record<string, number>): string {
  const moods = Object.keys(statuses).map(mood);
  return moods.includes('bad') ? 'bad' : moods.includes('warn') ? 'warn' : 'good';
}

/** How many ended how, as a bar with its numbers. */
function Bar({ of }: { of: Record<string, number> }) {
  const all = Object.entries(of).sort((a, b) => b[1] - a[1]);
  const total = all.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div>
      <div class="bar" role="img" aria-label={all.map(([status, count]) => `${count} ${status}`).join(', ')}>
        {all.map(([status, count]) => (
          <i key={status} class={mood(status)} style={{ width: `${(100 * count) / total}%` }} />
        ))}
      </div>
      <ul class="legend">
        {all.map(([status, count]) => (
          <li key={status}>
            <i class={`dot ${mood(status)}`} /> {number(count)} {status}
          </li>
        ))}
      </ul>
    </div>
  );
}
