import type { ComponentChildren } from 'preact';
import { Code } from './code';
import { type Column, type Page, type Statistic, page } from './data';
import { mood } from './kinds';
import { Durations, Field, Html, Kind, NodeLink, NodeList, Status, bytes, duration, number, time, usePromise } from './parts';
import { address, go, type Route } from './route';

export function NodePage({ route }: { route: Route }) {
  const { value, error } = usePromise(() => page(route.of).then(found => ({ found })), [route.of]);
  if (error) {
    return <Missing title="This page cannot be loaded">{error}</Missing>;
  }
  if (!value) {
    return <article class="loading" aria-busy="true" />;
  }
  return value.found ? (
    <Loaded of={value.found} id={route.of} tab={route.options.get('tab')} />
  ) : (
    <Missing title="There is no such page">
      The project has nothing of the id <code>{route.of}</code>. It may have been renamed or removed since the link was made.
    </Missing>
  );
}

export function Missing({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <article>
      <header class="page-head">
        <h1>{title}</h1>
      </header>
      <p>{children}</p>
    </article>
  );
}

function Loaded({ of, id, tab }: { of: Page; id: string; tab: string | null }) {
  return (
    <article>
      <header class="page-head">
        <p class="crumbs">
          <Kind of={of.type} /> <span class="quiet">{of.path}</span>
        </p>
        <h1>
          {of.name} <Status of={of.status ?? of.freshnessStatus} />
        </h1>
        {of.relation && <code class="quiet">{of.relation}</code>}
      </header>
      <div class="with-aside">
        <div>
          <section class="card">
            {of.description ? <Html of={of.description} /> : <p class="quiet">Nobody has described this yet.</p>}
            {of.sourceDescription && <Html of={of.sourceDescription} />}
          </section>
          <Columns of={of.columns} />
          <Arguments of={of} />
          <Codes of={of} id={id} tab={tab} />
          <Declared of={of} />
        </div>
        <aside>
          <Facts of={of} />
          <Runs of={of.runs} />
          <Statistics of={of.statistics} />
          {of.type !== 'macro' && (
            <p>
              <a class="button" href={address('lineage', '', { select: `+${title(id, of)}+` })}>
                Show lineage
              </a>
            </p>
          )}
          <NodeList title="Reads" of={of.parents} />
          <NodeList title="Read by" of={of.children} none={of.type === 'macro' || of.type.endsWith('test') ? undefined : 'Nothing in this project reads it.'} />
          <NodeList title="Tests" of={of.tests} />
          <NodeList title="Calls" of={of.macros} />
          <NodeList title="Called by" of={of.callers} />
        </aside>
      </div>
    </article>
  );
}

// As a selector says it.
function title(id: string, of: Page): string {
  return of.type === 'model' || of.type === 'seed' || of.type === 'snapshot' ? of.name : `${of.type}:${id.split('.').slice(2).join('.')}`;
}

function Facts({ of }: { of: Page }) {
  return (
    <section class="card">
      <dl class="facts">
        <Field name="Package">{of.package}</Field>
        <Field name="Built as">{of.materialized}</Field>
        <Field name="In">{of.schema && [of.database, of.schema].filter(Boolean).join('.')}</Field>
        <Field name="Owner">{of.owner ?? of.tableOwner}</Field>
        <Field name="Group">{of.group}</Field>
        <Field name="Access">{of.access}</Field>
        <Field name="Version">{of.version ? `${of.version}${of.version === of.latestVersion ? ', the latest' : ''}` : null}</Field>
        <Field name="Deprecated">{of.deprecated ? String(of.deprecated) : null}</Field>
        <Field name="Contract">{of.contract && 'enforced'}</Field>
        <Field name="Loaded by">{of.loader}</Field>
        <Field name="Newest row">{of.maxLoadedAt && time(of.maxLoadedAt)}</Field>
        <Field name="Tags">{of.tags?.length ? of.tags.map(tag => <a key={tag} class="tag" href={address('search', '', { q: `tag:${tag}` })}>{tag}</a>) : null}</Field>
        {Object.entries(of.meta ?? {}).map(([key, value]) => (
          <Field key={key} name={key}>
            {typeof value === 'object' ? JSON.stringify(value) : String(value)}
          </Field>
        ))}
      </dl>
    </section>
  );
}

function Runs({ of }: { of: Page['runs'] }) {
  return of?.length ? (
    <section class="card">
      <h3>Last runs</h3>
      <Durations of={of.map(([status, started, seconds]) => ({ seconds, mood: mood(status), title: `${status} on ${time(started)} in ${duration(seconds)}` }))} />
      <p class="quiet">
        {of[0][0]} on {time(of[0][1])} in {duration(of[0][2])}
        {of[0][3] !== null && <>, {number(of[0][3])} rows</>}
      </p>
    </section>
  ) : null;
}

function Statistics({ of }: { of: Statistic[] | undefined }) {
  return of?.length ? (
    <section class="card">
      <h3>In the warehouse</h3>
      <dl class="facts">
        {of.map(statistic => (
          <Field key={statistic.id} name={statistic.label}>
            <span title={statistic.description}>{shown(statistic)}</span>
          </Field>
        ))}
      </dl>
    </section>
  ) : null;
}

function shown({ id, value }: Statistic): string {
  return typeof value === 'number' ? (id.includes('bytes') ? bytes(value) : number(value)) : String(value ?? '–');
}

function Columns({ of }: { of: Column[] | undefined }) {
  return of?.length ? (
    <section class="card">
      <h3>
        Columns <span class="count">{of.length}</span>
      </h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">Description</th>
              <th scope="col">Tests</th>
            </tr>
          </thead>
          <tbody>
            {of.map(column => (
              <tr key={column.name}>
                <th scope="row">
                  <code>{column.name}</code>
                </th>
                <td class="quiet">{column.type}</td>
                <td>
                  <Html of={column.description} />
                </td>
                <td>
                  {column.tests.of.map(test => (
                    <div key={test[0]}>
                      <NodeLink to={test} />
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  ) : null;
}

function Arguments({ of }: { of: Page }) {
  return of.arguments?.length ? (
    <section class="card">
      <h3>Arguments</h3>
      <dl class="facts">
        {of.arguments.map(argument => (
          <Field key={argument.name} name={argument.name}>
            {[argument.type, argument.description].filter(Boolean).join(' · ') || '–'}
          </Field>
        ))}
      </dl>
    </section>
  ) : null;
}

function Codes({ of, id, tab }: { of: Page; id: string; tab: string | null }) {
  if (!of.code) {
    return null;
  }
  const isCompiled = tab === 'compiled' && !!of.compiled;
  const choose = (to?: string) => () => go(address('node', id, { tab: to }), true);
  return (
    <section class="card">
      <div class="tabs" role="tablist" aria-label="Code">
        <button role="tab" aria-selected={!isCompiled} onClick={choose()}>
          {of.type === 'macro' ? 'Code' : 'Template'}
        </button>
        {of.type !== 'macro' && (
          <button role="tab" aria-selected={isCompiled} disabled={!of.compiled} title={of.compiled ? undefined : 'It was not compiled when the site was made.'} onClick={choose('compiled')}>
            Compiled
          </button>
        )}
      </div>
      {isCompiled ? <Code code={of.compiled!} /> : <Code code={of.code} language={of.language} links={of.links} />}
    </section>
  );
}

// What is declared in YAML alone is shown as it is written.
function Declared({ of }: { of: Page }) {
  return of.declared && Object.keys(of.declared).length > 0 ? (
    <section class="card">
      <h3>Definition</h3>
      <pre class="plain-code" tabIndex={0}>
        {JSON.stringify(of.declared, null, 2)}
      </pre>
    </section>
  ) : null;
}
