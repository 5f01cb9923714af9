import { escaped, page } from '../shared/html.ts'
import { angleText } from '../shared/qasm/angles.ts'
import type { Diagram, Vertex, Wires } from './diagram.ts'

const step = 52
const rowStep = 72
const margin = 40
const radius = 13
const ink = '#10203a'
const fills = { z: '#c9f0cf', x: '#f9c9c4' } as const

/** A diagram as a page of its own: round Z spiders, square X spiders, dashed wires where a Hadamard box is. */
export function diagramPage(title: string, diagram: Diagram): string {
  const vertices = [...diagram.vertices]
  const spiders = vertices.filter(([, { kind }]) => kind !== 'boundary')
  const legend = 'Round: Z spiders. Square: X spiders. Dashed: wires with a Hadamard box.'
  return page(title, `<p>${legend} ${spiders.length} spiders.</p>${diagramSvg(diagram)}`)
}

function diagramSvg(diagram: Diagram): string {
  const vertices = [...diagram.vertices.values()]
  const width = margin * 2 + step * vertices.reduce((most, { column }) => Math.max(most, column), 0)
  const height = margin * 2 + rowStep * vertices.reduce((most, { row }) => Math.max(most, row), 0)
  const wires = [...diagram.pairs()].map(([a, b, wires]) => wire(diagram.vertex(a), diagram.vertex(b), wires, vertices))
  const label = `ZX diagram of ${diagram.inputs.length} qubits`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" role="img" aria-label="${label}" font-family="system-ui, sans-serif">
${wires.join('\n')}
${vertices.map(mark).join('\n')}</svg>`
}

const round = (value: number): number => Math.round(value * 10) / 10
const xOf = ({ column }: Vertex): number => round(margin + column * step)
const yOf = ({ row }: Vertex): number => round(margin + row * rowStep)

/** Wires side by side bow apart; along one row they bow round what stands between. */
function wire(from: Vertex, to: Vertex, { plain, hadamard }: Readonly<Wires>, all: readonly Vertex[]): string {
  const strands = [...Array.from({ length: plain }, () => false), ...Array.from({ length: hadamard }, () => true)]
  const isBlocked = all.some((vertex) => isBetween(vertex, from, to))
  return strands
    .map((isDashed, at) => {
      const bow = (at - (strands.length - 1) / 2) * 22 + (isBlocked ? 36 : 0)
      const [x, y] = [(xOf(from) + xOf(to)) / 2, (yOf(from) + yOf(to)) / 2]
      const isUpright = Math.abs(xOf(from) - xOf(to)) < Math.abs(yOf(from) - yOf(to))
      const [cx, cy] = isUpright ? [x + bow, y] : [x, y - bow]
      const dashes = isDashed ? ' stroke-dasharray="5 4" stroke-width="2"' : ''
      return `<path d="M${xOf(from)} ${yOf(from)}Q${round(cx)} ${round(cy)} ${xOf(to)} ${yOf(to)}" stroke="currentColor" fill="none"${dashes}/>`
    })
    .join('')
}

const isBetween = ({ row, column }: Vertex, from: Vertex, to: Vertex): boolean =>
  row === from.row &&
  row === to.row &&
  column > Math.min(from.column, to.column) &&
  column < Math.max(from.column, to.column)

function mark(vertex: Vertex): string {
  const [x, y] = [xOf(vertex), yOf(vertex)]
  const { kind, phase } = vertex
  if (kind === 'boundary') return `<circle cx="${x}" cy="${y}" r="4" fill="currentColor"/>`
  const look = `fill="${fills[kind]}" stroke="currentColor"`
  const shape =
    kind === 'z'
      ? `<circle cx="${x}" cy="${y}" r="${radius}" ${look}/>`
      : `<rect x="${x - radius}" y="${y - radius}" width="${radius * 2}" height="${radius * 2}" ${look}/>`
  const turns = phase > 1 ? phase - 2 : phase
  const text = phase === 0 ? '' : escaped(angleText(turns * Math.PI))
  const size = text.length > 4 ? 9 : 11
  return `<g><title>${kind.toUpperCase()} ${text || '0'}</title>${shape}<text x="${x}" y="${y + 4}" font-size="${size}" text-anchor="middle" fill="${ink}">${text}</text></g>`
}
