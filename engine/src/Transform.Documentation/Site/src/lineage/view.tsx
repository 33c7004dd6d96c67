import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Entry, graph } from '../data';
import { byKind, kindsName } from '../kinds';
import { number, usePromise } from '../parts';
import { address, go, nodeAddress, type Route } from '../route';
import { type Box, type Colour, type Drawing, type View, boxHeight, bounds, durations, layersOf, paint, palette, toSvg, widthOf } from './canvas';
import type { Layout, Question } from './layout.worker';
import LayoutWorker from './layout.worker?worker&inline';
import { choices, criticalPath, walk } from './select';

// So many are painted within a frame.
const mostRepainted = 1500;

let worker: Worker | undefined;
let asked = 0;

function layOut(question: Omit<Question, 'ask'>): Promise<Layout> {
  worker ??= new LayoutWorker();
  const ask = ++asked;
  return new Promise(resolve => {
    const hear = ({ data }: MessageEvent<Layout>) => {
      if (data.ask === ask) {
        worker!.removeEventListener('message', hear);
        resolve(data);
      }
    };
    worker!.addEventListener('message', hear);
    worker!.postMessage({ ask, ...question });
  });
}

interface Shown {
  entries: Entry[];
  boxes: Box[];
  edges: [number, number][];
}

async function arrange(all: Entry[], wanted: string, unwanted: string): Promise<Shown> {
  const chosen = choices(all, wanted, unwanted);
  const entries = all.filter(entry => chosen.has(entry.place) && entry.type !== 'macro');
  const numbers = new Map(entries.map((entry, i) => [entry.place, i]));
  const edges: [number, number][] = [];
  entries.forEach((entry, to) =>
    entry.parents.forEach(parent => {
      const from = numbers.get(parent);
      if (from !== undefined) {
        edges.push([from, to]);
      }
    }),
  );
  const widths = entries.map(entry => widthOf(entry.name));
  const { x, y } = await layOut({ widths, height: boxHeight, edges });
  return { entries, edges, boxes: entries.map((entry, i) => ({ title: entry.name, type: entry.type, status: entry.status, layer: layerOf(entry), took: entry.time?.[1] ?? null, x: x[i], y: y[i], width: widths[i] })) };
}

function layerOf(entry: Entry): string {
  return entry.type === 'model' ? (entry.folder.split('/')[1] ?? '') : '';
}

const colours: [Colour, string][] = [
  ['type', 'by type'],
  ['layer', 'by layer'],
  ['status', 'by last run'],
  ['duration', 'by duration'],
];

export function Lineage({ route }: { route: Route }) {
  const wanted = route.options.get('select') ?? '';
  const unwanted = route.options.get('exclude') ?? '';
  const colour = colours.find(([name]) => name === route.options.get('colour'))?.[0] ?? 'type';
  const isCritical = route.options.get('path') === 'critical';
  const { value: all, error } = usePromise(graph, []);
  const { value: shown } = usePromise(async () => (all ? arrange(all, wanted, unwanted) : undefined), [all, wanted, unwanted]);
  const say = (changes: Record<string, string | undefined>, replace = false) =>
    go(address('lineage', '', { select: wanted || undefined, exclude: unwanted || undefined, colour: colour === 'type' ? undefined : colour, path: isCritical ? 'critical' : undefined, ...changes }), replace);
  return (
    <section class="lineage" aria-label="Lineage">
      <form
        class="controls"
        onSubmit={event => {
          event.preventDefault();
          const data = new FormData(event.currentTarget as HTMLFormElement);
          say({ select: String(data.get('select') ?? '') || undefined, exclude: String(data.get('exclude') ?? '') || undefined });
        }}
      >
        <input name="select" key={`s${wanted}`} defaultValue={wanted} placeholder="Select: +orders+  tag:daily  path:models/marts" aria-label="Select" />
        <input name="exclude" key={`e${unwanted}`} defaultValue={unwanted} placeholder="Exclude" aria-label="Exclude" />
        <button>Show</button>
        <label>
          Colour{' '}
          <select value={colour} onChange={event => say({ colour: (event.target as HTMLSelectElement).value }, true)}>
            {colours.map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" checked={isCritical} onChange={() => say({ path: isCritical ? undefined : 'critical' }, true)} /> Critical path
        </label>
      </form>
      {error && <p class="quiet">{error}</p>}
      {shown ? <Picture of={shown} all={all!} colour={colour} isCritical={isCritical} onFocus={(entry, depth) => say({ select: `${depth}+${selector(entry)}+${depth}` })} /> : <div class="stage" aria-busy="true" />}
    </section>
  );
}

function selector(entry: Entry): string {
  return ['model', 'seed', 'snapshot'].includes(entry.type) ? entry.name : `${entry.type}:${entry.name}`;
}

function Picture({ of, all, colour, isCritical, onFocus }: { of: Shown; all: Entry[]; colour: Colour; isCritical: boolean; onFocus: (entry: Entry, depth: string) => void }) {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<HTMLCanvasElement>(null);
  const view = useRef<View>({ x: 0, y: 0, scale: 1 });
  const frame = useRef(0);
  const sharp = useRef(0);
  const last = useRef<{ picture: HTMLCanvasElement; view: View } | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const lit = useMemo(() => {
    if (chosen === null && isCritical) {
      const path = new Set(criticalPath(all));
      return new Set(of.entries.flatMap((entry, i) => (path.has(entry.place) ? [i] : [])));
    }
    if (chosen === null) {
      return null;
    }
    const place = of.entries[chosen].place;
    const near = new Set([place, ...walk(all, [place], 'parents', Infinity), ...walk(all, [place], 'children', Infinity)]);
    return new Set(of.entries.flatMap((entry, i) => (near.has(entry.place) ? [i] : [])));
  }, [of, chosen, isCritical]);
  const drawing = useRef<Drawing>(null!);
  drawing.current = { boxes: of.boxes, edges: of.edges, lit, chosen, colour };

  // Of very many boxes the last picture is moved while the reader moves, and painted anew when that ends.
  const moved = () => {
    if (of.boxes.length < mostRepainted || !last.current) {
      draw();
      return;
    }
    clearTimeout(sharp.current);
    sharp.current = window.setTimeout(draw, 140);
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const context = canvas.current?.getContext('2d');
      if (context && last.current && stage.current) {
        const { picture, view: then } = last.current;
        const ratio = window.devicePixelRatio || 1;
        const by = view.current.scale / then.scale;
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, context.canvas.width, context.canvas.height);
        context.drawImage(picture, (view.current.x - then.x * by) * ratio, (view.current.y - then.y * by) * ratio, picture.width * by, picture.height * by);
      }
    });
  };

  const draw = () => {
    clearTimeout(sharp.current);
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const [element, small] = [canvas.current, map.current];
      if (!element || !small || !stage.current) {
        return;
      }
      const { clientWidth: width, clientHeight: height } = stage.current;
      const ratio = window.devicePixelRatio || 1;
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
      }
      const colours = palette(element);
      paint(element.getContext('2d')!, { width, height }, view.current, drawing.current, colours);
      overview(small, { width, height }, view.current, drawing.current, colours);
      if (of.boxes.length >= mostRepainted) {
        const picture = last.current?.picture ?? document.createElement('canvas');
        picture.width = element.width;
        picture.height = element.height;
        picture.getContext('2d')!.drawImage(element, 0, 0);
        last.current = { picture, view: view.current };
      }
    });
  };

  const fit = () => {
    const { clientWidth: width, clientHeight: height } = stage.current!;
    const [left, top, right, bottom] = bounds(of.boxes);
    const scale = Math.max(0.02, Math.min(1.2, (width - 60) / (right - left), (height - 60) / (bottom - top)));
    view.current = { scale, x: width / 2 - ((left + right) / 2) * scale, y: height / 2 - ((top + bottom) / 2) * scale };
    draw();
  };

  const zoom = (factor: number, at?: { x: number; y: number }) => {
    const { clientWidth, clientHeight } = stage.current!;
    const { x, y } = at ?? { x: clientWidth / 2, y: clientHeight / 2 };
    const old = view.current;
    const scale = Math.max(0.02, Math.min(3, old.scale * factor));
    view.current = { scale, x: x - ((x - old.x) * scale) / old.scale, y: y - ((y - old.y) * scale) / old.scale };
    moved();
  };

  useEffect(() => {
    last.current = null;
    setChosen(null);
    fit();
  }, [of]);
  useEffect(draw, [lit, colour]);
  useEffect(() => {
    const resized = new ResizeObserver(draw);
    resized.observe(stage.current!);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const box = stage.current!.getBoundingClientRect();
      if (event.ctrlKey || !event.shiftKey) {
        zoom(Math.exp(-event.deltaY * 0.0015), { x: event.clientX - box.left, y: event.clientY - box.top });
      } else {
        view.current = { ...view.current, x: view.current.x - event.deltaX - event.deltaY };
        moved();
      }
    };
    stage.current!.addEventListener('wheel', wheel, { passive: false });
    return () => {
      resized.disconnect();
      themed.disconnect();
      stage.current?.removeEventListener('wheel', wheel);
    };
  }, [of]);

  const at = (event: { clientX: number; clientY: number }) => {
    const box = stage.current!.getBoundingClientRect();
    const x = (event.clientX - box.left - view.current.x) / view.current.scale;
    const y = (event.clientY - box.top - view.current.y) / view.current.scale;
    const found = of.boxes.findIndex(each => x >= each.x && x <= each.x + each.width && y >= each.y && y <= each.y + boxHeight);
    return found < 0 ? null : found;
  };

  const dragged = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const onPointerDown = (event: PointerEvent) => {
    dragged.current = { x: event.clientX, y: event.clientY, moved: false };
    stage.current!.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = dragged.current;
    if (!from) {
      stage.current!.style.cursor = at(event) === null ? 'grab' : 'pointer';
      return;
    }
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (from.moved || Math.abs(dx) + Math.abs(dy) > 4) {
      dragged.current = { x: event.clientX, y: event.clientY, moved: true };
      view.current = { ...view.current, x: view.current.x + dx, y: view.current.y + dy };
      moved();
    }
  };
  const onPointerUp = (event: PointerEvent) => {
    if (dragged.current && !dragged.current.moved) {
      setChosen(at(event));
    }
    dragged.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = 60;
    const moves: Record<string, () => void> = {
      '+': () => zoom(1.25),
      '=': () => zoom(1.25),
      '-': () => zoom(0.8),
      '0': fit,
      Escape: () => setChosen(null),
      Enter: () => chosen !== null && go(nodeAddress(of.entries[chosen].id)),
      f: () => chosen !== null && onFocus(of.entries[chosen], ''),
      ArrowLeft: () => move('parents', step, 0),
      ArrowRight: () => move('children', -step, 0),
      ArrowUp: () => aside(-1, 0, step),
      ArrowDown: () => aside(1, 0, -step),
    };
    const act = moves[event.key];
    if (act && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      act();
    }
  };
  const pan = (dx: number, dy: number) => {
    view.current = { ...view.current, x: view.current.x + dx, y: view.current.y + dy };
    moved();
  };
  const reveal = (to: number) => {
    const { clientWidth, clientHeight } = stage.current!;
    const box = of.boxes[to];
    const { x, y, scale } = view.current;
    const [left, top] = [box.x * scale + x, box.y * scale + y];
    if (left < 20 || top < 20 || left + box.width * scale > clientWidth - 20 || top + boxHeight * scale > clientHeight - 20) {
      view.current = { scale, x: clientWidth / 2 - (box.x + box.width / 2) * scale, y: clientHeight / 2 - box.y * scale };
    }
    setChosen(to);
    draw();
  };
  const move = (way: 'parents' | 'children', dx: number, dy: number) => {
    const next = chosen === null ? undefined : of.edges.find(([from, to]) => (way === 'parents' ? to : from) === chosen);
    if (next) {
      reveal(way === 'parents' ? next[0] : next[1]);
    } else if (chosen === null) {
      pan(dx, dy);
    }
  };
  // The next one in the same column.
  const aside = (by: number, dx: number, dy: number) => {
    if (chosen === null) {
      pan(dx, dy);
      return;
    }
    const here = of.boxes[chosen];
    const column = of.boxes.map((box, i) => ({ box, i })).filter(({ box }) => Math.abs(box.x - here.x) < 40).sort((a, b) => a.box.y - b.box.y);
    const next = column[column.findIndex(({ i }) => i === chosen) + by];
    if (next) {
      reveal(next.i);
    }
  };

  const save = (name: string, content: Blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const saveSvg = () => save('lineage.svg', new Blob([toSvg(drawing.current, palette(canvas.current!))], { type: 'image/svg+xml' }));
  const savePng = () => {
    const [left, top, right, bottom] = bounds(of.boxes);
    const scale = Math.min(2, 8000 / (right - left + 40), 8000 / (bottom - top + 40));
    const copy = document.createElement('canvas');
    copy.width = Math.ceil((right - left + 40) * scale);
    copy.height = Math.ceil((bottom - top + 40) * scale);
    const context = copy.getContext('2d')!;
    const ratio = window.devicePixelRatio || 1;
    const colours = palette(canvas.current!);
    paint(context, { width: copy.width / ratio, height: copy.height / ratio }, { scale: scale / ratio, x: (20 - left) * (scale / ratio), y: (20 - top) * (scale / ratio) }, drawing.current, colours);
    context.globalCompositeOperation = 'destination-over';
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = colours('page');
    context.fillRect(0, 0, copy.width, copy.height);
    copy.toBlob(blob => blob && save('lineage.png', blob), 'image/png');
  };

  const selected = chosen === null ? null : of.entries[chosen];
  const present = [...new Set(of.entries.map(entry => entry.type))].sort(byKind);
  return (
    <div
      class="stage"
      ref={stage}
      tabIndex={0}
      role="application"
      aria-label={`Lineage of ${number(of.entries.length)} nodes. Arrows go along it, plus and minus zoom, Enter opens a node.`}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onDblClick={event => {
        const found = at(event);
        if (found !== null) {
          onFocus(of.entries[found], '');
        }
      }}
      onKeyDown={onKeyDown}
    >
      <canvas ref={canvas} />
      <canvas ref={map} class="minimap" aria-hidden="true" />
      <div class="stage-tools" onPointerDown={event => event.stopPropagation()}>
        <button onClick={() => zoom(1.25)} aria-label="Zoom in">+</button>
        <button onClick={() => zoom(0.8)} aria-label="Zoom out">−</button>
        <button onClick={fit}>Fit</button>
        <button onClick={saveSvg}>SVG</button>
        <button onClick={savePng}>PNG</button>
      </div>
      <ul class="stage-legend">
        {colour === 'type' ? present.map(kind => <li key={kind}><i class={`dot ${kind}`} /> {kindsName(kind, 2)}</li>)
          : colour === 'layer' ? layersOf(of.boxes).map((layer, i) => <li key={layer}><i class="dot" style={{ background: `var(--layer-${i % 6})` }} /> {layer}</li>)
          : colour === 'duration' ? durations.map((least, i) => <li key={least}><i class="dot" style={{ background: `var(--heat-${i})` }} /> {['under 1 s', '1 s', '10 s', '1 min', '10 min'][i]}{i > 0 && ' and more'}</li>)
          : ['good', 'warn', 'bad', 'none'].map((kind, i) => <li key={kind}><i class={`dot ${kind}`} /> {['succeeded', 'warned', 'failed', 'not run'][i]}</li>)}
      </ul>
      <p class="visually-hidden" role="status">{selected ? `${selected.name}, ${selected.type}` : `${of.entries.length} nodes`}</p>
      {selected && (
        <div class="stage-card" onPointerDown={event => event.stopPropagation()}>
          <b>{selected.name}</b>
          <span class="quiet">{selected.type} · {selected.folder}</span>
          <span>
            <a class="button" href={nodeAddress(selected.id)}>Open</a> <button onClick={() => onFocus(selected, '')}>Focus</button>{' '}
            {[1, 2, 3].map(depth => (
              <button key={depth} aria-label={`Focus, ${depth} ${depth === 1 ? 'step' : 'steps'} each way`} title={`${depth} ${depth === 1 ? 'step' : 'steps'} each way`} onClick={() => onFocus(selected, String(depth))}>
                ±{depth}
              </button>
            ))}
          </span>
        </div>
      )}
      {of.entries.length === 0 && <p class="stage-empty">The selection fits nothing.</p>}
    </div>
  );
}

function overview(canvas: HTMLCanvasElement, size: { width: number; height: number }, view: View, drawing: Drawing, colour: (name: string) => string): void {
  const [width, height] = [180, 110];
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  const [left, top, right, bottom] = bounds(drawing.boxes);
  const scale = Math.min(width / (right - left + 1), height / (bottom - top + 1)) * 0.94;
  const [x, y] = [width / 2 - ((left + right) / 2) * scale, height / 2 - ((top + bottom) / 2) * scale];
  for (const box of drawing.boxes) {
    context.fillStyle = colour(`kind-${box.type}`);
    context.fillRect(box.x * scale + x, box.y * scale + y, Math.max(1.5, box.width * scale), Math.max(1.5, boxHeight * scale));
  }
  context.strokeStyle = colour('accent');
  context.lineWidth = 1.5;
  context.strokeRect((-view.x / view.scale) * scale + x, (-view.y / view.scale) * scale + y, (size.width / view.scale) * scale, (size.height / view.scale) * scale);
}
