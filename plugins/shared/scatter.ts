import { escaped, page } from './html.ts'

/** One point of a picture; the third coordinate, where there is one, is shown by a slanted axis. */
type Dot = Readonly<{ name: string; at: readonly number[]; group: string }>

/** Colours that people with a colour deficiency tell apart. @see M. Okabe, K. Ito, Color Universal Design (2008) */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f00', '#000000']
const shapes = ['circle', 'square', 'diamond', 'triangle'] as const

const width = 720
const height = 480
const margin = 40
const mostDots = 100

/** A page of its own with a scatter plot of at most the first 100 points, colour and shape by group. */
export function scatterPage(title: string, dots: readonly Dot[]): string {
  const shown = dots.slice(0, mostDots)
  const groups = [...new Set(shown.map(({ group }) => group))].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  )
  const left = dots.length > shown.length ? `<p>The first ${shown.length} of ${dots.length} points.</p>` : ''
  return page(title, `${left}${scatterSvg(shown, groups)}`)
}

function scatterSvg(dots: readonly Dot[], groups: readonly string[]): string {
  const flat = dots.map(({ at }) => flattened(at))
  const horizontal = scale(
    flat.map(([x]) => x),
    margin,
    width - margin - 120,
  )
  const vertical = scale(
    flat.map(([, y]) => y),
    height - margin,
    margin,
  )
  const marks = dots.map(({ name, group }, index) => {
    const [x, y] = flat[index] as [number, number]
    const title = escaped(groups.length > 1 ? `${name}: ${group}` : name)
    return `<g>${mark(horizontal(x), vertical(y), groups.indexOf(group))}<title>${title}</title></g>`
  })
  const legend = groups.slice(0, 20).map((group, index) => {
    const y = margin + index * 20
    const text = `<text x="${width - 96}" y="${y + 4}" font-size="13" fill="currentColor">${escaped(group)}</text>`
    return mark(width - 110, y, index) + text
  })
  const frame = `<path d="M${margin} ${margin}V${height - margin}H${width - margin - 120}" fill="none" stroke="currentColor"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Scatter plot of ${
    dots.length
  } points">${frame}${ends(flat)}${marks.join('')}${groups.length > 1 ? legend.join('') : ''}</svg>`
}

/** The least and the greatest value beside each axis. */
function ends(places: readonly (readonly [number, number])[]): string {
  const label = (value: number, x: number, y: number, anchor: string): string =>
    `<text x="${x}" y="${y}" font-size="12" text-anchor="${anchor}" fill="currentColor">${Number(value.toPrecision(3))}</text>`
  const limits = (axis: 0 | 1): readonly [number, number] =>
    places.reduce<readonly [number, number]>(
      ([low, high], place) => [Math.min(low, place[axis]), Math.max(high, place[axis])],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    )
  if (places.length === 0) return ''
  const [[left, right], [bottom, top]] = [limits(0), limits(1)]
  return [
    label(left, margin, height - margin + 18, 'middle'),
    label(right, width - margin - 120, height - margin + 18, 'middle'),
    label(bottom, margin - 6, height - margin + 4, 'end'),
    label(top, margin - 6, margin + 4, 'end'),
  ].join('')
}

/** One dimension lies on a line; of three the third goes up to the right, half as long. */
function flattened([x = 0, y = 0, z = 0]: readonly number[]): [number, number] {
  return [x + z * 0.35, y + z * 0.35]
}

function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  const most = values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
  const span = most - least
  return (value) => (span > 0 ? from + ((value - least) / span) * (to - from) : (from + to) / 2)
}

function mark(x: number, y: number, group: number): string {
  const [cx, cy] = [x.toFixed(1), y.toFixed(1)]
  const fill = `fill="${colours[group % colours.length]}"`
  const shape = shapes[Math.floor(group / colours.length) % shapes.length]
  if (shape === 'circle') return `<circle cx="${cx}" cy="${cy}" r="5" ${fill}/>`
  const paths = { square: 'm-4.5-4.5h9v9h-9z', diamond: 'm0-6l6 6-6 6-6-6z', triangle: 'm0-6l6 11h-12z' }
  return `<path d="M${cx} ${cy}${paths[shape ?? 'square']}" ${fill}/>`
}
