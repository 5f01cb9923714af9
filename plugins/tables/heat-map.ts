import { escaped } from '../shared/html.ts'
import type { Block } from './blocks.ts'

const cell = 34
const margin = 110

/** A block as a picture: r from blue (−1) over white to red (1), p from dark (0) to white (1). */
export function* heatMap({ name, rows, columns, r, p }: Block, what: 'r' | 'p'): Generator<string> {
  const values = what === 'r' ? r : p
  const [width, height] = [margin + columns.length * cell + 10, margin + rows.length * cell + 10]
  const title = `${what} of ${name}`
  yield `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="sans-serif" font-size="11"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/>`
  for (const [at, column] of columns.entries()) {
    const x = margin + at * cell + cell / 2
    yield `<text x="${x}" y="${margin - 8}" transform="rotate(-60 ${x} ${margin - 8})">${escaped(column)}</text>`
  }
  for (const [i, row] of rows.entries()) {
    const y = margin + i * cell
    yield `<text x="${margin - 8}" y="${y + cell / 2 + 4}" text-anchor="end">${escaped(row)}</text>`
    for (const [j, value] of (values[i] ?? []).entries()) {
      const words = `${row}, ${columns[j] ?? ''}: ${value.toPrecision(3)}`
      yield `<rect x="${margin + j * cell}" y="${y}" width="${cell - 1}" height="${cell - 1}" fill="${what === 'r' ? diverging(value) : fading(value)}"><title>${escaped(words)}</title></rect>`
      if (value !== 0 && what === 'r')
        yield `<text x="${margin + j * cell + cell / 2}" y="${y + cell / 2 + 4}" text-anchor="middle" fill="${Math.abs(value) > 0.6 ? '#fff' : '#222'}">${value.toFixed(2)}</text>`
    }
  }
  yield '</svg>\n'
}

function diverging(value: number): string {
  const share = Math.min(1, Math.abs(value))
  const faded = Math.round(245 - 190 * share)
  return value >= 0
    ? `rgb(${Math.round(245 - 62 * share)},${faded},${faded})`
    : `rgb(${faded},${Math.round(245 - 140 * share)},${Math.round(245 - 60 * share)})`
}

function fading(value: number): string {
  const light = Math.round(40 + 205 * Math.min(1, Math.max(0, value)) ** 0.3)
  return `rgb(${light},${light},${light})`
}
