import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { escaped, page } from '../shared/html.ts'

type Bar = Readonly<{ name: string; count: number }>

/** A bar for every attribute of the entity but `ID` and `href`; text is read as a whole number. */
export function barsOf(entity: Entity): Bar[] {
  const bars = Object.entries(entity)
    .filter(([name]) => name !== 'ID' && name !== 'href')
    .map(([name, value]) => ({ name, count: typeof value === 'string' ? Number.parseInt(value, 10) : value }))
  return bars.map(({ name, count }) => {
    if (typeof count === 'number' && Number.isFinite(count)) return { name, count }
    throw new PluginError(`“${name}” is no number.`)
  })
}

const mostBars = 200

/** A histogram as a page of its own, with the values on the bars. */
export function histogramPage(bars: readonly Bar[]): string {
  const shown = bars.slice(0, mostBars)
  const total = bars.reduce((sum, { count }) => sum + count, 0)
  const most = shown.reduce((high, { count }) => Math.max(high, count), 0)
  const width = 60 + shown.length * 40
  const columns = shown.map(({ name, count }, at) => {
    const height = most > 0 ? Math.max(0, (count / most) * 240) : 0
    const [x, y] = [40 + at * 40, 280 - height]
    return `<g><title>${escaped(name)}: ${count}</title><rect x="${x}" y="${y.toFixed(1)}" width="30" height="${height.toFixed(1)}" fill="#0072b2"/>
<text x="${x + 15}" y="${(y - 6).toFixed(1)}" font-size="11" text-anchor="middle" fill="currentColor">${count}</text>
<text x="${x + 15}" y="296" font-size="11" text-anchor="middle" fill="currentColor">${escaped(name)}</text></g>`
  })
  const caption = `Sum of Counts, Total: ${total}`
  const left = bars.length > shown.length ? `<p>The first ${mostBars} of ${bars.length} bars.</p>` : ''
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 320" width="${width}" height="320" role="img" aria-label="${caption}">
<path d="M36 30V280H${width}" fill="none" stroke="currentColor"/>${columns.join('\n')}</svg>`
  return page('Histogram', `<p>${caption}</p>${left}${svg}`)
}
