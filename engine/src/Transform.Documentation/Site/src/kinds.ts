/** What kinds of nodes are called, in the order in which they are listed. */
const kinds: Record<string, [one: string, many: string]> = {
  source: ['Source', 'Sources'],
  seed: ['Seed', 'Seeds'],
  model: ['Model', 'Models'],
  snapshot: ['Snapshot', 'Snapshots'],
  test: ['Data test', 'Data tests'],
  unit_test: ['Unit test', 'Unit tests'],
  exposure: ['Exposure', 'Exposures'],
  metric: ['Metric', 'Metrics'],
  semantic_model: ['Semantic model', 'Semantic models'],
  saved_query: ['Saved query', 'Saved queries'],
  analysis: ['Analysis', 'Analyses'],
  function: ['Function', 'Functions'],
  macro: ['Macro', 'Macros'],
};

export const kindOrder = Object.keys(kinds);

export const kindName = (kind: string) => kinds[kind]?.[0] ?? kind;

export const kindsName = (kind: string, count: number) => kinds[kind]?.[count === 1 ? 0 : 1] ?? kind;

export const byKind = (a: string, b: string) => kindOrder.indexOf(a) - kindOrder.indexOf(b);

/** How a status is to be taken: `good`, `bad`, `warn` or `none`. */
export function mood(status: string | null | undefined): 'good' | 'bad' | 'warn' | 'none' {
  switch (status) {
    case 'success':
    case 'pass':
    case 'reused':
      return 'good';
    case 'error':
    case 'fail':
    case 'runtime error':
      return 'bad';
    case 'warn':
    case 'partial success':
      return 'warn';
    default:
      return 'none';
  }
}
