import { lazily } from '../../lazily.ts'
import { type Html, html } from '../../web/html.ts'

const uqr = lazily<typeof import('uqr')>('uqr')

const border = 4

/** A QR code as a drawing of its own: no image is fetched from anywhere. Dark on white in both themes, as cameras want it. */
export function qrCode(text: string, label: string): Html {
  const { data, size } = uqr().encode(text, { ecc: 'M', border })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return html`<svg class="qr-code" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">
    <rect width="${size}" height="${size}" fill="#fff"/><path d="${dark.join('')}" fill="#000"/>
  </svg>`
}
