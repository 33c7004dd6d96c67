import { mood } from '../kinds';

/** A box of the drawing. */
export interface Box {
  title: string;
  type: string;
  status: string;
  /** The folder below that of all models; empty for what is no model. */
  layer: string;
  /** Milliseconds in the last run; null where it was no part of it. */
  took: number | null;
  x: number;
  y: number;
  width: number;
}

export interface Drawing {
  boxes: Box[];
  /** Numbers of boxes. */
  edges: [from: number, to: number][];
  /** What is lit; null for all. */
  lit: Set<number> | null;
  chosen: number | null;
  colour: Colour;
}

/** What boxes are coloured by. */
export type Colour = 'type' | 'layer' | 'status' | 'duration';

export interface View {
  x: number;
  y: number;
  scale: number;
}

export const boxHeight = 30;

const mostFarEdges = 5000;

const font = '500 12.5px system-ui, sans-serif';

/** The colours that the stylesheet gives at this moment. */
export function palette(element: Element): (name: string) => string {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  return name => {
    let value = known.get(name);
    if (value === undefined) {
      value = style.getPropertyValue(`--${name}`).trim() || '#888';
      known.set(name, value);
    }
    return value;
  };
}

// From when on a time counts as one of these, in milliseconds.
export const durations = [0, 1000, 10_000, 60_000, 600_000];

/** The name of a box's colour. */
export function colourOf(box: Box, by: Colour, layers: string[]): string {
  switch (by) {
    case 'status':
      return `mood-${mood(box.status)}`;
    case 'layer':
      return box.layer ? `layer-${layers.indexOf(box.layer) % 6}` : 'mood-none';
    case 'duration':
      return box.took === null ? 'mood-none' : `heat-${durations.findLastIndex(least => box.took! >= least)}`;
    default:
      return `kind-${box.type}`;
  }
}

/** The layers of boxes, in the order in which data goes through them. */
export function layersOf(boxes: Box[]): string[] {
  return [...new Set(boxes.map(box => box.layer).filter(Boolean))];
}

let measure: CanvasRenderingContext2D | null | undefined;

export function widthOf(title: string): number {
  measure ??= document.createElement('canvas').getContext('2d');
  measure!.font = font;
  return Math.ceil(Math.min(320, measure!.measureText(title).width) + 34);
}

/** Paints what of a drawing is in view. */
export function paint(context: CanvasRenderingContext2D, size: { width: number; height: number }, view: View, drawing: Drawing, colour: (name: string) => string): void {
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  context.translate(view.x, view.y);
  context.scale(view.scale, view.scale);
  const left = -view.x / view.scale;
  const top = -view.y / view.scale;
  const right = left + size.width / view.scale;
  const bottom = top + size.height / view.scale;
  const { boxes, edges, lit } = drawing;
  const isFar = view.scale < 0.35;
  const layers = drawing.colour === 'layer' ? layersOf(boxes) : [];

  // From far away a part of very many looks like all of them.
  const step = isFar && !lit ? Math.ceil(edges.length / mostFarEdges) : 1;
  for (const isLit of lit ? [false, true] : [true]) {
    context.beginPath();
    for (let i = 0; i < edges.length; i += step) {
      const [from, to] = edges[i];
      const a = boxes[from];
      const b = boxes[to];
      if (lit && (lit.has(from) && lit.has(to)) !== isLit) {
        continue;
      }
      const x1 = a.x + a.width;
      const y1 = a.y + boxHeight / 2;
      const y2 = b.y + boxHeight / 2;
      if (Math.max(x1, b.x) < left || Math.min(a.x, b.x) > right || Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) {
        continue;
      }
      const bend = Math.max(24, (b.x - x1) / 2);
      context.moveTo(x1, y1);
      if (isFar) {
        context.lineTo(b.x, y2);
      } else {
        context.bezierCurveTo(x1 + bend, y1, b.x - bend, y2, b.x, y2);
      }
    }
    context.lineWidth = lit && isLit ? 1.8 : 1.1;
    context.globalAlpha = isLit ? 1 : 0.25;
    context.strokeStyle = colour(lit && isLit ? 'accent' : 'edge');
    context.stroke();
  }

  context.font = font;
  context.textBaseline = 'middle';
  boxes.forEach((box, i) => {
    if (box.x > right || box.x + box.width < left || box.y > bottom || box.y + boxHeight < top) {
      return;
    }
    context.globalAlpha = !lit || lit.has(i) ? 1 : 0.28;
    const strong = colour(colourOf(box, drawing.colour, layers));
    if (isFar) {
      context.fillStyle = strong;
      context.fillRect(box.x, box.y, box.width, boxHeight);
      return;
    }
    context.beginPath();
    context.roundRect(box.x, box.y, box.width, boxHeight, 7);
    context.fillStyle = colour('card');
    context.fill();
    context.lineWidth = i === drawing.chosen ? 2.5 : 1;
    context.strokeStyle = i === drawing.chosen ? colour('accent') : colour('line');
    context.stroke();
    context.beginPath();
    context.roundRect(box.x + 9, box.y + 10, 10, 10, 3);
    context.fillStyle = strong;
    context.fill();
    context.fillStyle = colour('ink');
    context.fillText(box.title, box.x + 25, box.y + boxHeight / 2 + 0.5, box.width - 31);
  });
  context.globalAlpha = 1;
}

/** The same as a file of its own. */
export function toSvg(drawing: Drawing, colour: (name: string) => string): string {
  const { boxes, edges } = drawing;
  const [left, top, right, bottom] = bounds(boxes);
  const layers = layersOf(boxes);
  const text = (value: string) => value.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
  const lines = edges.map(([from, to]) => {
    const a = boxes[from];
    const b = boxes[to];
    const [x1, y1, y2] = [a.x + a.width, a.y + boxHeight / 2, b.y + boxHeight / 2];
    const bend = Math.max(24, (b.x - x1) / 2);
    return `<path d="M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(b.x - bend)} ${round(y2)} ${round(b.x)} ${round(y2)}"/>`;
  });
  const nodes = boxes.map(
    box =>
      `<g><rect x="${round(box.x)}" y="${round(box.y)}" width="${box.width}" height="${boxHeight}" rx="7" fill="${colour('card')}" stroke="${colour('line')}"/>` +
      `<rect x="${round(box.x + 9)}" y="${round(box.y + 10)}" width="10" height="10" rx="3" fill="${colour(colourOf(box, drawing.colour, layers))}"/>` +
      `<text x="${round(box.x + 25)}" y="${round(box.y + boxHeight / 2 + 4)}">${text(box.title)}</text></g>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${round(left - 20)} ${round(top - 20)} ${round(right - left + 40)} ${round(bottom - top + 40)}" ` +
    `font-family="system-ui, sans-serif" font-size="12.5" font-weight="500" fill="${colour('ink')}">` +
    `<g fill="none" stroke="${colour('edge')}">${lines.join('')}</g>${nodes.join('')}</svg>`
  );
}

export function bounds(boxes: Box[]): [left: number, top: number, right: number, bottom: number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + boxHeight);
  }
  return boxes.length === 0 ? [0, 0, 1, 1] : [left, top, right, bottom];
}

const round = (value: number) => Math.round(value * 10) / 10;
