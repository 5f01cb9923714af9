import { randomUUID } from 'node:crypto'
import { type Html, type Piece, SharedHtml } from './html.ts'
import type { Page } from './page.ts'

/** Fragments that were drawn once and are the same for everybody, but for what is fresh in every answer. */
export type SharedFragments = Readonly<{
  /**
   * The fragment of this key, drawn where it is not known yet. Everything that it shows must be in the key: language,
   * rights, address, and the state of the data. `draw` says whether what it drew may be kept.
   */
  draw: (
    page: Page,
    key: string,
    draw: (page: Page) => Promise<Readonly<{ html: Html; isLasting: boolean }>>,
  ) => Promise<Html>
}>

/** Bytes, and between two pieces of them the stand-in for something fresh. */
type Pieces = readonly Piece[]

// Private characters, which no escaping touches and nobody types.
const nonceStandIn = '\ue000nonce\ue000'
const tokenStandIn = '\ue000token\ue000'
const fresh = new RegExp(`(${nonceStandIn}|${tokenStandIn}|(?<= name="_key" value=")[0-9a-f-]{36}(?="))`)

/** Remembers as many as `most`; the one that came first leaves first. */
export function openSharedFragments(most: number): SharedFragments {
  const drawn = new Map<string, Pieces>()
  return {
    async draw(page, key, draw) {
      const known = drawn.get(key)
      if (known) return filledIn(known, page)
      const { html, isLasting } = await draw({ ...page, nonce: nonceStandIn, csrfToken: tokenStandIn })
      const pieces = html.text.split(fresh).map((piece, n) => (n % 2 === 0 ? Buffer.from(piece) : piece))
      if (isLasting) {
        if (drawn.size >= most) drawn.delete(drawn.keys().next().value ?? '')
        drawn.set(key, pieces)
      }
      return filledIn(pieces, page)
    },
  }
}

/** Nonce, token and keys are random text of ours, without a character that HTML would take for its own. */
function filledIn(pieces: Pieces, page: Page): Html {
  const fill = (standIn: string): string =>
    standIn === nonceStandIn ? page.nonce : standIn === tokenStandIn ? page.csrfToken : randomUUID()
  return new SharedHtml(pieces.map((piece) => (typeof piece === 'string' ? fill(piece) : piece)))
}
