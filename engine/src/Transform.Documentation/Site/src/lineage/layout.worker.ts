import dagre from '@dagrejs/dagre';

/** A graph to lay out: sizes of boxes, and pairs of their numbers. */
export interface Question {
  ask: number;
  widths: number[];
  height: number;
  edges: [from: number, to: number][];
}

export interface Layout {
  ask: number;
  /** Left upper corners. */
  x: Float32Array;
  y: Float32Array;
}

const gapX = 64;
const gapY = 14;

// Beyond that the careful way takes longer than anyone waits.
const mostCareful = 300;

self.onmessage = ({ data }: MessageEvent<Question>) => {
  const layout = data.widths.length <= mostCareful ? careful(data) : quick(data);
  (self as unknown as Worker).postMessage({ ask: data.ask, ...layout }, [layout.x.buffer, layout.y.buffer]);
};

function careful({ widths, height, edges }: Question): { x: Float32Array; y: Float32Array } {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: gapY, ranksep: gapX, edgesep: 6 });
  graph.setDefaultEdgeLabel(() => ({}));
  widths.forEach((width, i) => graph.setNode(String(i), { width, height }));
  edges.forEach(([from, to]) => graph.setEdge(String(from), String(to)));
  dagre.layout(graph);
  const x = new Float32Array(widths.length);
  const y = new Float32Array(widths.length);
  widths.forEach((width, i) => {
    const node = graph.node(String(i));
    x[i] = node.x - width / 2;
    y[i] = node.y - height / 2;
  });
  return { x, y };
}

/** Layers by the longest way from the start; in each the order that the neighbours' mean asks for, back and forth. */
function quick({ widths, height, edges }: Question): { x: Float32Array; y: Float32Array } {
  const count = widths.length;
  const parents: number[][] = Array.from({ length: count }, () => []);
  const children: number[][] = Array.from({ length: count }, () => []);
  const open = new Int32Array(count);
  for (const [from, to] of edges) {
    parents[to].push(from);
    children[from].push(to);
    open[to]++;
  }
  const layer = new Int32Array(count);
  const ready: number[] = [];
  for (let i = 0; i < count; i++) {
    if (open[i] === 0) {
      ready.push(i);
    }
  }
  for (let at = 0; at < ready.length; at++) {
    for (const child of children[ready[at]]) {
      layer[child] = Math.max(layer[child], layer[ready[at]] + 1);
      if (--open[child] === 0) {
        ready.push(child);
      }
    }
  }
  // What only feeds others stands right before them.
  for (let at = ready.length - 1; at >= 0; at--) {
    const node = ready[at];
    if (parents[node].length === 0 && children[node].length > 0) {
      layer[node] = Math.min(...children[node].map(child => layer[child])) - 1;
    }
  }
  const layers: number[][] = [];
  for (const node of ready) {
    (layers[layer[node]] ??= []).push(node);
  }
  const position = new Float64Array(count);
  layers.forEach(nodes => nodes.forEach((node, i) => (position[node] = i)));
  const mean = (of: number[]) => of.reduce((sum, other) => sum + position[other], 0) / of.length;
  for (let sweep = 0; sweep < 6; sweep++) {
    const isDown = sweep % 2 === 0;
    for (let i = 0; i < layers.length; i++) {
      const nodes = layers[isDown ? i : layers.length - 1 - i] ?? [];
      const keys = new Map(nodes.map(node => {
        const near = isDown ? parents[node] : children[node];
        return [node, near.length > 0 ? mean(near) : position[node]];
      }));
      nodes.sort((a, b) => keys.get(a)! - keys.get(b)!);
      const scale = 1000 / Math.max(nodes.length, 1);
      nodes.forEach((node, place) => (position[node] = place * scale));
    }
  }
  const x = new Float32Array(count);
  const y = new Float32Array(count);

  // A layer of very many stands in several columns, so that the whole is some half wider than it is tall.
  const width = widths.reduce((sum, each) => sum + each, 0) / Math.max(count, 1) + gapX;
  const mostRows = Math.max(40, Math.ceil(Math.sqrt((count * width) / (1.5 * (height + gapY)))));
  let left = 0;
  for (const nodes of layers) {
    const columns = Math.ceil((nodes?.length ?? 0) / mostRows);
    const rows = Math.ceil((nodes?.length ?? 0) / Math.max(columns, 1));
    // Few are spread over the height that many take, as far as that is still near.
    const step = Math.min((height + gapY) * 3, ((height + gapY) * mostRows) / Math.max(rows, 1));
    for (let column = 0; column < columns; column++) {
      const part = nodes.slice(column * rows, (column + 1) * rows);
      part.forEach((node, row) => {
        x[node] = left;
        y[node] = (row - part.length / 2) * step;
      });
      left += Math.max(...part.map(node => widths[node])) + (column < columns - 1 ? gapX / 3 : gapX * 2);
    }
  }
  return { x, y };
}
